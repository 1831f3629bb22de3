import { sql } from 'drizzle-orm'
import { ago, forgottenUntil, type Look } from '../look.ts'

// An attempt lasts fifteen seconds and its lease thirty; whoever is left with one for so long is gone.
const leaseMs = 120_000

/**
 * One message for each endpoint that was to hear of an event when it was heard: of those that have not changed since, it is known what they
 * listened to. A proposal that was taken back since may have been said to nobody.
 */
export const expectedMessages: Look = ({ marginMs }) => sql`
  with standing as materialized (
    select n.id, n.tenant_id, n.employer_id, n.events, n.updated_at + ${marginMs}::integer * interval '1 millisecond' as since
    from webhooks.endpoints n where n.deleted_at is null
  ), heard as materialized (
    select i.event_id, i.received_at from webhooks.inbox i where i.consumer = 'webhooks'
  ), said as materialized (
    select m.endpoint_id, m.event_id, m.match_id from webhooks.messages m
  ), unproposed as materialized (
    select p.event_id, p.match_id, p.seq
    from matching.consistency_moves p
    join heard h on h.event_id = p.event_id
    join standing n on n.tenant_id = p.tenant_id and (n.employer_id is null or n.employer_id = p.employer_id) and 'match.proposed' = any(n.events)
    where p.move = 2 and h.received_at > n.since and p.created_at > ${forgottenUntil}
      and not exists (select from said m where m.endpoint_id = n.id and m.event_id = p.event_id and m.match_id = p.match_id)
  )
  select 'message_missing' as code, e.id::text as id, false as underway
  from postings.consistency_events e
  join heard h on h.event_id = e.id
  join standing n on n.tenant_id = e.tenant_id and (n.employer_id is null or n.employer_id = e.employer_id) and e.type = any(n.events)
  where e.type like 'posting.%' and h.received_at > n.since
    and not exists (select from said m where m.endpoint_id = n.id and m.event_id = e.id)
  union all
  select 'message_missing', u.event_id::text, false
  from unproposed u where not exists (select from matching.consistency_moves w where w.match_id = u.match_id and w.move = 0 and w.seq > u.seq)`

// For so long the inbox is kept, with a day to spare.
const heardForDays = 29

/** Messages that should not be there. */
export const needlessMessages: Look = () => sql`
  select 'message_repeated' as code, min(m.id) as id, false as underway
  from webhooks.messages m where m.seq is not null and m.dedup_key <> 'test'
  group by m.endpoint_id, m.type, m.posting_id, m.match_id, m.seq having count(*) > 1
  union all
  select 'message_of_nothing', lost.id, false
  from (
    select m.id, m.event_id from webhooks.messages m
    where m.created_at > now() - ${heardForDays}::integer * interval '1 day' and m.dedup_key <> 'test' and m.type <> 'endpoint.disabled'
      and not exists (select from webhooks.inbox i where i.consumer = 'webhooks' and i.event_id = m.event_id)
    offset 0
  ) lost
  -- What is still in an outbox is to be heard again, or is found as unheard; a look for each of the few that are lost.
  where coalesce((select false from postings.outbox o where o.id = lost.event_id), (select false from jobseekers.outbox o where o.id = lost.event_id),
    (select false from matching.outbox o where o.id = lost.event_id), true)`

/** Messages beside the log of their attempts. */
export const messageAttempts: Look = () => sql`
  with made as materialized (
    select a.message_id, count(*) as attempts, max(a.number) as last, bool_or(a.outcome = 'success') as has_arrived, max(a.started_at) as started_at,
      max(a.number) filter (where a.outcome = 'sending' and a.started_at < ${ago(leaseMs)}) as left_sending
    from webhooks.attempts a group by a.message_id
  )
  select found.code, m.id, found.underway
  from webhooks.messages m left join made a on a.message_id = m.id cross join lateral (
    select 'attempt_numbers_broken' as code, false as underway where a.attempts <> a.last
    union all select 'attempts_miscounted', false where coalesce(a.attempts = a.last, true) and m.attempts <> coalesce(a.last, 0)
    union all select 'delivered_without_success', false where m.status = 'delivered' and not coalesce(a.has_arrived, false)
    union all select 'attempt_left_sending', false where a.left_sending < m.attempts or (a.left_sending is not null and m.claimed_until is null)
  ) found
  where a.attempts <> a.last or m.attempts <> coalesce(a.last, 0) or a.left_sending is not null or (m.status = 'delivered' and not coalesce(a.has_arrived, false))`

/** What is due and stays where it is. An endpoint to which anything was begun lately has its turn; one that rests has none. */
export const overdueMessages: Look = () => sql`
  with overdue as materialized (
    select m.id, m.endpoint_id from webhooks.messages m join webhooks.endpoints n on n.id = m.endpoint_id
    where m.status = 'pending' and n.status = 'active' and n.deleted_at is null and n.updated_at < ${ago(leaseMs)}
      and coalesce(n.paused_until < ${ago(leaseMs)}, true) and coalesce(n.open_until < ${ago(leaseMs)}, true)
      and m.next_attempt_at < ${ago(leaseMs)} and coalesce(m.claimed_until < ${ago(leaseMs)}, true)
  ), served as materialized (
    select distinct m.endpoint_id from webhooks.attempts a join webhooks.messages m on m.id = a.message_id
    where a.started_at > ${ago(leaseMs)} and exists (select from overdue)
  )
  select 'message_overdue' as code, o.id, exists (select from served s where s.endpoint_id = o.endpoint_id) as underway from overdue o`
