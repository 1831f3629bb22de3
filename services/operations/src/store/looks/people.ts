import { sql } from 'drizzle-orm'
import type { Look } from '../look.ts'

/**
 * People, the events that tell of them, matching's copies and the consent that stands for them. A new version may be told to nobody (a text was
 * replaced), so a copy may be older than its person; it is never another than was told last.
 */
export const peopleCopies: Look = () => sql`
  with told as materialized (
    select e.jobseeker_id, max(e.version) as version from jobseekers.consistency_events e
    where e.type in ('jobseeker.changed', 'jobseeker.erased') group by e.jobseeker_id
  ), unheard as materialized (
    select e.jobseeker_id from jobseekers.consistency_events e where e.type in ('jobseeker.changed', 'jobseeker.erased')
      and not exists (select from matching.inbox i where i.consumer = 'matching' and i.event_id = e.id)
  ), person as (
    select j.id, t.version as told, c.id is not null as is_copied, f.id is null as lacks_facts, c.active <> (g.jobseeker_id is not null) as consents_differ,
      coalesce(t.version > j.version, false) as is_foretold,
      c.erased_at is not null or c.version <> coalesce(t.version, c.version) or c.version > j.version as differs,
      g.jobseeker_id is not null and not (j.status = 'active' and coalesce(d.decision = 'granted', false)) as is_unfounded
    from jobseekers.consistency_people j
    left join told t on t.jobseeker_id = j.id
    left join matching.consistency_people c on c.id = j.id
    left join matching.jobseeker_facts f on f.id = c.id and f.version = c.version
    left join consent.given g on g.jobseeker_id = j.id and g.purpose = 'matching'
    left join jobseekers.consistency_decisions d on d.jobseeker_id = j.id
  )
  select found.code, p.id::text as id, found.underway
  from person p cross join lateral (
    select 'person_event_of_nothing' as code, false as underway where p.is_foretold
    union all select 'person_copy_missing', p.id in (select jobseeker_id from unheard) where not p.is_copied
    union all select 'person_copy_differs', p.id in (select jobseeker_id from unheard) where p.is_copied and p.differs and not p.is_foretold
    union all select 'person_facts_missing', false where p.is_copied and p.lacks_facts and not p.differs
    union all select 'consent_unfounded', false where p.is_unfounded
    union all select 'consent_copy_differs', p.id in (select jobseeker_id from unheard) where p.is_copied and not p.differs and not p.is_unfounded and p.consents_differ
  ) found
  where p.is_foretold or not p.is_copied or p.differs or p.lacks_facts or p.is_unfounded or p.consents_differ
  union all
  select 'consent_unfounded', g.jobseeker_id::text, false from consent.given g
  where not exists (select from jobseekers.consistency_people j where j.id = g.jobseeker_id)
  union all
  select 'person_event_of_nothing', t.jobseeker_id::text, false from told t
  where not exists (select from jobseekers.consistency_people j where j.id = t.jobseeker_id)
    and not exists (select from jobseekers.consistency_erasures e where e.jobseeker_id = t.jobseeker_id and e.version >= t.version)
  union all
  select 'person_copy_of_nothing', c.id::text, false from matching.consistency_people c
  where c.erased_at is null and not exists (select from jobseekers.consistency_people j where j.id = c.id)
    and not exists (select from jobseekers.consistency_erasures e where e.jobseeker_id = c.id)`

/** Who is erased is so everywhere, once everybody has heard of it. */
export const erasures: Look = () => sql`
  select 'erasure_unfollowed' as code, e.jobseeker_id::text as id, exists (
      select from jobseekers.consistency_events o where o.type = 'jobseeker.erased' and o.jobseeker_id = e.jobseeker_id and (
        not exists (select from matching.inbox i where i.consumer = 'matching' and i.event_id = o.id)
        or not exists (select from webhooks.inbox i where i.consumer = 'webhooks' and i.event_id = o.id))) as underway
  from jobseekers.consistency_erasures e
  where exists (select from jobseekers.consistency_people j where j.id = e.jobseeker_id)
    or exists (select from matching.consistency_people c where c.id = e.jobseeker_id and c.erased_at is null)
    or (e.erased_at > now() - interval '360 days' and not exists (select from webhooks.erasures w where w.jobseeker_id = e.jobseeker_id))`

/** What stands for a disclosure is written with its grant, in one transaction. */
export const grants: Look = () => sql`
  select 'grant_differs' as code, coalesce(g.id, d.grant_id)::text as id, false as underway
  from (select * from jobseekers.consistency_grants where ended_at is null) g full join consent.disclosures d on d.grant_id = g.id
  where g.id is null or (d.grant_id is null and g.expires_at > now()) or d.expires_at <> g.expires_at`
