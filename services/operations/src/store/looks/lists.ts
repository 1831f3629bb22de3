import { sql } from 'drizzle-orm'
import { forgottenUntil, keptSince, type Look } from '../look.ts'

/**
 * Published lists beside the copies they were made from. A copy that changes leaves a mark in its transaction, and the mark goes after the list was
 * written: a list without a mark is as it should be. The ids are those of postings.
 */
export const lists: Look = () => sql`
  with due as materialized (
    select distinct kind, entity_id from matching.due
  ), entry as materialized (
    select e.posting_id, count(*) as entries, bit_or(1::bigint << (e.rank - 1)) as ranks, bool_or(d.entity_id is not null) as is_due,
      min(e.posting_version) as oldest, max(e.posting_version) as newest,
      bool_or(j.id is null or j.erased_at is not null or not j.active) as has_inactive,
      bool_or(j.version <> e.jobseeker_version and j.erased_at is null and j.active) as has_other,
      bool_or(m.id is null or m.posting_id <> e.posting_id or m.jobseeker_id <> e.jobseeker_id) as lacks_match
    from matching.shortlist_entries e
    left join matching.consistency_people j on j.id = e.jobseeker_id
    left join matching.matches m on m.id = e.match_id
    left join due d on d.kind = 'jobseeker' and d.entity_id = e.jobseeker_id
    group by e.posting_id
  ), told as materialized (
    select o.posting_id, max(o.seq) as seq from matching.consistency_events o group by o.posting_id
  ), list as (
    select coalesce(s.posting_id, e.posting_id, p.id) as id, p.id is not null as is_posting, coalesce(p.status = 'open', false) as is_open, p.version,
      s.posting_id is not null as is_list, s.posting_version, s.size, s.seq, t.seq as told, coalesce(e.entries, 0) as entries, e.ranks, e.oldest, e.newest,
      coalesce(e.has_inactive, false) as has_inactive, coalesce(e.has_other, false) as has_other, coalesce(e.lacks_match, false) as lacks_match,
      coalesce(e.is_due, false) or d.entity_id is not null as is_due
    from matching.shortlists s full join entry e on e.posting_id = s.posting_id
    full join matching.consistency_postings p on p.id = coalesce(s.posting_id, e.posting_id)
    left join told t on t.posting_id = s.posting_id
    left join due d on d.kind = 'posting' and d.entity_id = coalesce(s.posting_id, e.posting_id, p.id)
  )
  select found.code, l.id::text as id, found.underway
  from list l cross join lateral (
    select 'list_of_nothing' as code, false as underway where not l.is_posting
    union all select 'entries_without_list', false where l.is_posting and not l.is_list and l.entries > 0
    union all select 'list_missing', l.is_due where l.is_open and not l.is_list and l.entries = 0
    union all select 'list_size_differs', false where l.is_list and l.size <> l.entries
    union all select 'list_ranks_broken', false where l.is_list and l.ranks <> (1::bigint << l.entries::integer) - 1
    union all select 'list_on_closed_posting', l.is_due where l.is_list and l.is_posting and not l.is_open and l.entries > 0
    union all select 'list_version_behind', l.is_due where l.is_list and l.is_open and l.posting_version <> l.version
    union all select 'entry_version_behind', l.is_due
      where l.is_list and l.is_open and l.posting_version = l.version and (l.oldest <> l.version or l.newest <> l.version or l.has_other)
    union all select 'list_with_inactive_person', l.is_due where l.is_list and l.is_open and l.has_inactive
    union all select 'match_missing', false where l.is_list and l.lacks_match
    union all select 'list_seq_behind', false where l.is_list and l.told > l.seq
  ) found
  -- Most lists are right and need not be asked one question after the other.
  where not (l.is_posting and l.is_list and l.is_open) or l.size <> l.entries or l.ranks <> (1::bigint << l.entries::integer) - 1
    or l.posting_version <> l.version or l.oldest <> l.version or l.newest <> l.version or l.has_other or l.has_inactive or l.lacks_match
    or l.told > l.seq`

/**
 * What was told last of a match, beside whether it stands: both are written in one transaction. Only what was told since everything is kept speaks, and
 * since nothing had to be forgotten. The ids are those of matches.
 */
export const moves: Look = (terms) => sql`
  with kept as materialized (
    select greatest(${keptSince('matching', terms)}, ${forgottenUntil}) as since, ${forgottenUntil} as forgotten
  ), told as materialized (
    -- The last move of each match: by the number of its change, and the move in the lowest digit.
    select m.match_id, max(m.seq * 4 + m.move) % 4 as last from matching.consistency_moves m, kept k where m.created_at > k.forgotten group by m.match_id
  )
  select case when e.match_id is null then 'withdrawal_untold' else 'entry_untold' end as code, coalesce(e.match_id, t.match_id)::text as id, false as underway
  from told t full join matching.shortlist_entries e on e.match_id = t.match_id
  where (e.match_id is null and t.last > 0) or (e.match_id is not null and coalesce(t.last, 0) = 0
    and exists (select from matching.matches m, kept k where m.id = e.match_id and (t.last = 0 or m.created_at > k.since)))`

/** How often people are recommended, by the lists, by matching's count of them and by the register's. */
export const exposures: Look = () => sql`
  with listed as materialized (
    select e.jobseeker_id, count(*) as lists, count(*) filter (where e.rank = 1) as first_places from matching.shortlist_entries e group by e.jobseeker_id
  ), counted as (
    select coalesce(l.jobseeker_id, m.jobseeker_id) as id, m.seq, m.lists, m.first_places, m.proposals,
      (coalesce(l.lists, 0), coalesce(l.first_places, 0)) is distinct from (coalesce(m.lists, 0), coalesce(m.first_places, 0)) as differs
    from listed l full join matching.exposures m on m.jobseeker_id = l.jobseeker_id
  ), pending as materialized (
    select distinct t.jobseeker_id from matching.consistency_exposures_told t where t.event_id in (
      select o.id from matching.outbox o where o.type = 'exposure.changed'
        and not exists (select from jobseekers.inbox i where i.consumer = 'jobseekers' and i.event_id = o.id))
  )
  select case when c.differs then 'exposure_differs' else 'exposure_register_differs' end as code, c.id::text as id,
    not c.differs and exists (select from pending p where p.jobseeker_id = c.id) as underway
  from counted c left join jobseekers.consistency_exposures e on e.jobseeker_id = c.id
  where (c.differs or (c.seq, c.lists, c.first_places, c.proposals) is distinct from (e.seq, e.lists, e.first_places, e.proposals))
    and exists (select from matching.consistency_people j where j.id = c.id and j.erased_at is null)
    and exists (select from jobseekers.consistency_people j where j.id = c.id)
  union all
  select 'exposure_register_differs', e.jobseeker_id::text, exists (select from pending p where p.jobseeker_id = e.jobseeker_id)
  from jobseekers.consistency_exposures e join jobseekers.consistency_people j on j.id = e.jobseeker_id
  where not exists (select from counted c where c.id = e.jobseeker_id)`
