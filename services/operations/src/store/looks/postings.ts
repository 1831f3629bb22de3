import { sql } from 'drizzle-orm'
import { keptSince, type Look } from '../look.ts'

/**
 * Postings, the events that tell of them and matching's copies. A row and its event share a transaction, as do a copy and its inbox row, so
 * nothing here is a matter of time: what is under way has an event that matching has not heard. `began`: the first version of the present status.
 */
export const postingCopies: Look = (terms) => sql`
  with history as materialized (
    select v.posting_id, count(*) as versions, max(v.version) as newest, bool_or(v.version = p.version and v.status = p.status) as is_kept,
      coalesce(max(v.version) filter (where v.status <> p.status), 0) + 1 as began,
      coalesce(max(v.at) filter (where v.status <> p.status), min(v.at)) as began_after
    from postings.posting_versions v join postings.postings p on p.id = v.posting_id group by v.posting_id
  ), told as materialized (
    select e.posting_id, max(e.version) as version from postings.consistency_events e where e.type like 'posting.%' group by e.posting_id
  ), unheard as materialized (
    select e.posting_id from postings.consistency_events e where e.type like 'posting.%'
      and not exists (select from matching.inbox i where i.consumer = 'matching' and i.event_id = e.id)
  ), kept as materialized (
    select ${keptSince('postings', terms)} as since
  ), posting as (
    select p.id, p.tenant_id, p.employer_id, p.status, p.version, h.began, t.version as told,
      h.posting_id is null or h.versions <> p.version or h.newest <> p.version or not h.is_kept as is_broken,
      p.status <> 'received' and h.began_after > k.since and coalesce(t.version, 0) < h.began as is_untold,
      coalesce(t.version > p.version, false) as is_foretold
    from postings.postings p left join history h on h.posting_id = p.id left join told t on t.posting_id = p.id cross join kept k
  ), compared as (
    select p.*, c.id is not null as is_copied, coalesce(c.has_facts, false) and f.id is null as lacks_facts, (c.status = 'open') <> (p.status = 'published')
      or c.version <> coalesce(p.told, c.version) or c.version not between p.began and p.version
      or (c.status = 'open' and (c.tenant_id, c.employer_id) <> (p.tenant_id, p.employer_id)) as differs
    from posting p left join matching.consistency_postings c on c.id = p.id
    left join matching.posting_facts f on f.id = c.id and f.version = c.version
  )
  select found.code, p.id::text as id, found.underway
  from compared p cross join lateral (
    select 'posting_versions_broken' as code, false as underway where p.is_broken
    union all select 'posting_untold', false where p.is_untold and not p.is_broken
    union all select 'posting_event_of_nothing', false where p.is_foretold and not p.is_broken
    union all select 'posting_copy_missing', p.id in (select posting_id from unheard) where not p.is_copied and p.status <> 'received' and not p.is_untold and not p.is_broken
    union all select 'posting_copy_differs', p.id in (select posting_id from unheard) where p.is_copied and p.differs and not p.is_untold and not p.is_foretold and not p.is_broken
    union all select 'posting_facts_missing', false where p.is_copied and p.lacks_facts and not p.differs
  ) found
  where p.is_broken or p.is_untold or p.is_foretold or not p.is_copied or p.differs or p.lacks_facts
  union all
  select 'posting_event_of_nothing', t.posting_id::text, false from told t where not exists (select from postings.postings p where p.id = t.posting_id)
  union all
  select 'posting_copy_of_nothing', c.id::text, false from matching.consistency_postings c
  where not exists (select from postings.postings p where p.id = c.id)`
