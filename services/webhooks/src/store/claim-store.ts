import type { Executor, Transaction } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import { openMs } from '../domain/breaker.ts'
import { type AttemptKind, mostLostInARow } from '../domain/next-step.ts'
import { type DueEndpoint, lockDueEndpoints } from './due-endpoints.ts'

export interface Claim {
  now: Date
  leaseUntil: Date
  /** Fencing: what this claim did not get, it may not write. */
  token: string
  /** At most so many messages to endpoints that answer quickly, and to those that do not. */
  room: { quick: number; slow: number }
  perEndpoint: number
  /** Endpoints of which this process knows that they are slow. */
  slowIds: readonly string[]
  /** Secrets under other keys cannot be opened here: their messages wait. */
  keyIds: readonly string[]
}

export interface ClaimedMessage {
  id: string
  endpointId: string
  body: string
  url: string
  secretsVersion: number
  /** Of the attempt that begins now. */
  number: number
  kind: AttemptKind
  /** Answered attempts of the present schedule. */
  tries: number
  isSlow: boolean
  /** The trace that it goes on with. */
  trace: string | null
}

export interface Claimed {
  messages: ClaimedMessage[]
  /** Messages that were due and will not be sent: nobody may be told of that person any more, or no sender survived them. */
  ended: number
}

type Row = ClaimedMessage & { fate: 'take' | 'refuse' | 'spent' } & Record<string, unknown>

const testsAtOnce = 8

/**
 * Takes due messages under a lease and notes an attempt `sending` for each, before anything is sent. Fair: tenants in turn, their endpoints in
 * turn, and none has more than `perEndpoint` in flight over all processes. A message about a person is taken only while consent is held, to matching or
 * to the disclosure it tells of, so that no attempt begins after a revoke was committed; without consent it is cancelled.
 */
export async function claimMessages(tx: Transaction, claim: Claim): Promise<Claimed> {
  const endpoints = await lockDueEndpoints(tx, claim)
  const { rows } = await tx.execute<Row>(takeDue(claim, endpoints))
  const taken = rows.filter(({ fate }) => fate === 'take')
  const probed = taken.filter(({ kind }) => kind === 'probe').map(({ endpointId }) => endpointId)
  if (probed.length > 0) await beginProbes(tx, probed, claim.now)
  return { messages: taken, ended: rows.length - taken.length }
}

/** Extends claims that are still theirs; what another sender has taken over stays his. */
export async function renewClaims(
  db: Executor,
  { ids, tokens, until }: { ids: readonly string[]; tokens: readonly string[]; until: Date },
): Promise<void> {
  await db.execute(sql`
    update webhooks.messages set claimed_until = ${until}
    where id = any(array(
      select id from webhooks.messages
      where id = any(${sql.param([...ids])}::text[]) and claimed_by = any(${sql.param([...tokens])}::text[])
      -- Whoever writes such a row now notes its answer or cancels it.
      for no key update skip locked
    ))`)
}

// One statement: a round trip less is a millisecond earlier at the receiver, and a transaction of a few statements holds its locks for less. It is on the
// disk before anything is sent: a crash of the server that swallowed a claim left a match that was told of and looked as if nobody had heard of it.
function takeDue(claim: Claim, endpoints: readonly DueEndpoint[]): SQL {
  const { now, leaseUntil, token } = claim
  return sql`
    with ${chosenOf(claim, endpoints)}, consenting as materialized (
      select webhooks.hold_consent((
        select array_agg(distinct jobseeker_id) from chosen where jobseeker_id is not null and grant_id is null)) as id
    ), standing as materialized (
      select webhooks.hold_disclosures((
        select array_agg(distinct grant_id) from chosen where jobseeker_id is not null and grant_id is not null), ${now}::timestamptz) as id
    ), fates as materialized (
      select chosen.*, case
        when is_lost and lost + 1 >= ${mostLostInARow}::int then 'spent'
        when jobseeker_id is null then 'take'
        when grant_id is not null and grant_id in (select id from standing) then 'take'
        when grant_id is null and jobseeker_id in (select id from consenting) then 'take'
        -- A revoke is under way: not now, and not for good before it is committed.
        when grant_id is not null
          and exists (select from consent.disclosures d where d.grant_id = chosen.grant_id and d.expires_at > ${now}::timestamptz) then 'wait'
        when grant_id is null
          and exists (select from consent.given g where g.jobseeker_id = chosen.jobseeker_id and g.purpose = 'matching') then 'wait'
        else 'refuse' end as fate
      from chosen
    ), written as (
      update webhooks.messages m set
        status = case f.fate when 'take' then 'pending' when 'spent' then 'failed' else 'cancelled' end,
        next_attempt_at = case f.fate when 'take' then m.next_attempt_at end,
        next_kind = case when f.kind = 'manual' then 'scheduled' else m.next_kind end,
        claimed_by = case f.fate when 'take' then ${token}::text end,
        claimed_until = case f.fate when 'take' then ${leaseUntil}::timestamptz end,
        attempts = m.attempts + (f.fate = 'take')::int,
        lost = m.lost + f.is_lost::int
      from fates f where m.id = f.id and f.fate <> 'wait'
      returning m.id, m.endpoint_id, m.body, m.trace, m.attempts, m.tries, f.kind, f.fate, f.is_lost, f.is_slow
    ), noted as (
      insert into webhooks.attempts (message_id, number, started_at, outcome, kind)
      select id, attempts, ${now}::timestamptz, 'sending', kind from written where fate = 'take'
    ), unknown as (
      update webhooks.attempts a set outcome = 'unknown' from written w
      where w.is_lost and a.message_id = w.id and a.number = w.attempts - (w.fate = 'take')::int and a.outcome = 'sending'
    )
    select w.id, w.endpoint_id as "endpointId", w.body, w.attempts as number, w.tries, w.kind, w.fate, w.is_slow as "isSlow", w.trace,
      e.url, e.secrets_version as "secretsVersion"
    from written w join webhooks.endpoints e on e.id = w.endpoint_id`
}

/** The part of the statement that ends in `chosen`: due messages that nobody else holds, tenants in turn, their endpoints in turn; and tests. */
function chosenOf({ now, room, perEndpoint }: Claim, endpoints: readonly DueEndpoint[]): SQL {
  const column = <T>(pick: (endpoint: DueEndpoint) => T) => sql.param(endpoints.map(pick))
  return sql`turns as (
      select * from unnest(
        ${column(({ id }) => id)}::uuid[], ${column(({ tenantId }) => tenantId)}::uuid[], ${column((one) => one.room)}::int[],
        ${column(({ isProbe }) => isProbe)}::bool[], ${column(({ isSlow }) => isSlow)}::bool[]
      ) as e (id, tenant_id, room, is_probe, is_slow)
    ), due as (
      select m.*, e.tenant_id, e.is_slow, case when e.is_probe then 'probe' else m.next_kind end as kind,
        row_number() over (partition by e.id order by m.next_attempt_at, m.id) as turn
      from turns e
      cross join lateral (
        select c.id, c.next_attempt_at, c.next_kind, c.jobseeker_id, c.grant_id, c.lost, c.claimed_by is not null as is_lost from webhooks.messages c
        where c.endpoint_id = e.id and c.status = 'pending' and c.next_kind <> 'test'
          and c.next_attempt_at <= case when e.is_probe then 'infinity' else ${now}::timestamptz end
          and (c.claimed_until is null or c.claimed_until <= ${now})
        order by c.next_attempt_at, c.id
        -- Counted again: the room was seen before the lock was held, and whoever held it then may have filled it.
        limit greatest(0, least(e.room, case when e.is_slow then 1 else ${perEndpoint}::int end - (
          select count(*)::int from webhooks.messages f
          where f.endpoint_id = e.id and f.claimed_by is not null and f.claimed_until > ${now}::timestamptz)))
        for update skip locked
      ) m
    ), tests as (
      select c.id, 'test' as kind, c.jobseeker_id, c.grant_id, c.lost, c.claimed_by is not null as is_lost from webhooks.messages c
      where c.status = 'pending' and c.next_kind = 'test' and c.next_attempt_at <= ${now} and (c.claimed_until is null or c.claimed_until <= ${now})
      order by c.next_attempt_at
      limit ${testsAtOnce}
      for update skip locked
    ), in_turn as (
      select due.*, row_number() over (partition by is_slow, tenant_id order by turn, next_attempt_at, id) as tenant_turn from due
    ), placed as (
      select in_turn.*, row_number() over (partition by is_slow order by tenant_turn, next_attempt_at, id) as place from in_turn
    ), chosen as materialized (
      select id, kind, is_slow, jobseeker_id, grant_id, lost, is_lost from placed
      where place <= case when is_slow then ${room.slow}::int else ${room.quick}::int end
      union all select id, kind, true, jobseeker_id, grant_id, lost, is_lost from tests
    )`
}

// Before it is known what becomes of it: a sender that dies in a probe must not have the next one follow at once.
async function beginProbes(tx: Transaction, endpointIds: string[], now: Date): Promise<void> {
  const until = new Date(now.getTime() + openMs)
  await tx.execute(sql`update webhooks.endpoints set open_until = ${until} where id = any(${sql.param(endpointIds)}::uuid[])`)
}
