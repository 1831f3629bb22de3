-- Decision 028. What whoever compares the services with each other may see of matching: pseudonyms, versions, places and times, never a fact.
create view matching.consistency_postings with (security_barrier) as
select p.id, p.tenant_id, p.employer_id, p.version, p.status, p.facts is not null as has_facts from matching.postings p;

create view matching.consistency_people with (security_barrier) as
select j.id, j.version, j.erased_at, coalesce((j.facts ->> 'active')::boolean and (j.facts ->> 'consentsToMatching')::boolean, false) as active
from matching.jobseekers j;

create view matching.consistency_events with (security_barrier) as
select o.id, o.type, o.created_at, o.claimed_until, o.published_at, o.failed_at,
  (o.payload #>> '{data,postingId}')::uuid as posting_id, (o.payload #>> '{data,seq}')::bigint as seq,
  (o.payload #>> '{data,tenantId}')::uuid as tenant_id, (o.payload #>> '{data,employerId}')::uuid as employer_id
from matching.outbox o where o.type = 'shortlist.changed';

-- Who came (2), of whom something else was told (1), who left (0).
create view matching.consistency_moves with (security_barrier) as
select o.id as event_id, o.created_at, (o.payload #>> '{data,postingId}')::uuid as posting_id, (o.payload #>> '{data,seq}')::bigint as seq,
  (moved.said ->> 'matchId')::uuid as match_id, moved.move
from matching.outbox o cross join lateral (
  select said, 2 as move from jsonb_array_elements(o.payload #> '{data,proposed}') said
  union all select said, 1 from jsonb_array_elements(coalesce(o.payload #> '{data,updated}', '[]')) said
  union all select said, 0 from jsonb_array_elements(o.payload #> '{data,withdrawn}') said
) moved
where o.type = 'shortlist.changed';

create view matching.consistency_exposures_told with (security_barrier) as
select o.id as event_id, (said ->> 'jobseekerId')::uuid as jobseeker_id
from matching.outbox o cross join lateral jsonb_array_elements(o.payload #> '{data,people}') said
where o.type = 'exposure.changed';

grant usage on schema matching to zhihe_operations;
grant select on matching.consistency_postings, matching.consistency_people, matching.consistency_events, matching.consistency_moves,
  matching.consistency_exposures_told to zhihe_operations;
grant select (id, type, created_at, claimed_until, published_at, confirmed_at, failed_at) on matching.outbox to zhihe_operations;
grant select (consumer, event_id, received_at) on matching.inbox to zhihe_operations;
grant select (id, version) on matching.posting_facts to zhihe_operations;
grant select (id, version) on matching.jobseeker_facts to zhihe_operations;
grant select (seq, kind, entity_id, created_at, claimed_until) on matching.due to zhihe_operations;
grant select (posting_id, posting_version, seq, size) on matching.shortlists to zhihe_operations;
grant select (posting_id, jobseeker_id, match_id, rank, posting_version, jobseeker_version) on matching.shortlist_entries to zhihe_operations;
grant select (id, posting_id, jobseeker_id, created_at) on matching.matches to zhihe_operations;
grant select (jobseeker_id, seq, lists, first_places, proposals) on matching.exposures to zhihe_operations;
grant select (rebuild_id, batch, posting_ids, done, failed, finished_at) on matching.rebuild_batches to zhihe_operations;

create function matching.send_again(events uuid[]) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  sent integer;
begin
  update matching.outbox o set published_at = null, confirmed_at = null, claimed_until = clock_timestamp(), claimed_by = null, failed_at = null, attempts = 0, error = null
  where o.id = any(events) and (o.published_at is not null or o.failed_at is not null);
  get diagnostics sent = row_count;
  perform pg_notify('outbox_matching', '');
  return sent;
end
$$;

-- The copy becomes what matching was told last. Whose posting it is, whether it is open and in which version that was told, the owner of the posting says;
-- what an open one asks for must be in the history.
create function matching.restore_postings(postings jsonb) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  restored integer;
begin
  with given as (
    select * from jsonb_to_recordset(postings) as x (id uuid, tenant_id uuid, employer_id uuid, version integer, is_open boolean)
  ), newest as (
    select distinct on (f.id) f.id, f.version, f.facts from matching.posting_facts f join given g on g.id = f.id and f.version <= g.version
    order by f.id, f.version desc
  ), known as (
    select g.id, g.tenant_id, g.employer_id, case when g.is_open then n.version else g.version end as version,
      case when g.is_open then n.facts else n.facts || jsonb_build_object('version', g.version, 'status', 'closed') end as facts, g.is_open
    from given g left join newest n on n.id = g.id where n.id is not null or not g.is_open
  ), history as (
    insert into matching.posting_facts (id, version, facts) select k.id, k.version, k.facts from known k where k.facts is not null on conflict do nothing
  ), kept as (
    insert into matching.postings as p (id, tenant_id, employer_id, version, status, opens_at, closes_at, facts)
    select k.id, k.tenant_id, k.employer_id, k.version, case when k.is_open then 'open' else 'closed' end, (k.facts ->> 'opensAt')::timestamptz,
      (k.facts ->> 'closesAt')::timestamptz, k.facts
    from known k order by k.id
    on conflict (id) do update set tenant_id = excluded.tenant_id, employer_id = excluded.employer_id, version = excluded.version,
      status = excluded.status, opens_at = excluded.opens_at, closes_at = excluded.closes_at, facts = excluded.facts,
      xid = pg_current_xact_id(), changed_at = now()
    returning p.id
  )
  insert into matching.due (kind, entity_id) select 'posting', k.id from kept k;
  get diagnostics restored = row_count;
  perform pg_notify('matching_changed', '');
  return restored;
end
$$;

create function matching.restore_people(people jsonb) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  restored integer;
begin
  with given as (
    select * from jsonb_to_recordset(people) as x (id uuid, tenant_id uuid)
  ), newest as (
    select distinct on (f.id) f.id, f.version, f.facts from matching.jobseeker_facts f join given g on g.id = f.id order by f.id, f.version desc
  ), kept as (
    insert into matching.jobseekers as j (id, tenant_id, region_code, version, facts)
    select g.id, g.tenant_id, n.facts ->> 'regionCode', n.version, n.facts from given g join newest n on n.id = g.id order by g.id
    on conflict (id) do update set region_code = excluded.region_code, version = excluded.version, facts = excluded.facts,
      xid = pg_current_xact_id(), changed_at = now()
    where j.erased_at is null
    returning j.id
  )
  insert into matching.due (kind, entity_id) select 'jobseeker', k.id from kept k;
  get diagnostics restored = row_count;
  perform pg_notify('matching_changed', '');
  return restored;
end
$$;

-- A version that is shown in a receipt must be there to be explained.
create function matching.restore_history(copies uuid[]) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  of_postings integer;
  of_people integer;
begin
  insert into matching.posting_facts (id, version, facts)
  select p.id, p.version, p.facts from matching.postings p where p.id = any(copies) and p.facts is not null on conflict do nothing;
  get diagnostics of_postings = row_count;
  insert into matching.jobseeker_facts (id, version, facts)
  select j.id, j.version, j.facts from matching.jobseekers j where j.id = any(copies) and j.erased_at is null on conflict do nothing;
  get diagnostics of_people = row_count;
  return of_postings + of_people;
end
$$;

-- Totals are counted anew from the lists and said once more, under a number above every one that was ever said of these people.
create function matching.recount_exposures(people jsonb) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  told integer;
begin
  perform from matching.exposures e where e.jobseeker_id in (
    select x.id from jsonb_to_recordset(people) as x (id uuid)) order by e.jobseeker_id for update;
  with given as (
    select x.id, x.seq from jsonb_to_recordset(people) as x (id uuid, seq bigint)
    where exists (select from matching.jobseekers j where j.id = x.id and j.erased_at is null)
  ), counted as (
    insert into matching.exposures as e (jobseeker_id, seq, lists, first_places, proposals)
    select g.id, g.seq + 1, count(s.rank), count(*) filter (where s.rank = 1), count(s.rank)
    from given g left join matching.shortlist_entries s on s.jobseeker_id = g.id group by g.id, g.seq order by g.id
    on conflict (jobseeker_id) do update set seq = greatest(e.seq, excluded.seq - 1) + 1, lists = excluded.lists, first_places = excluded.first_places,
      proposals = greatest(e.proposals, excluded.lists)
    returning e.*
  ), batches as (
    select uuidv7() as event_id, jsonb_agg(jsonb_build_object('jobseekerId', c.jobseeker_id, 'seq', c.seq, 'lists', c.lists,
      'firstPlaces', c.first_places, 'proposals', c.proposals)) as people, count(*) as said
    from (select n.*, (row_number() over (order by n.jobseeker_id) - 1) / 500 as batch from counted n) c group by c.batch
  ), announced as (
    insert into matching.outbox (id, type, payload)
    select b.event_id, 'exposure.changed', jsonb_build_object('id', b.event_id, 'type', 'exposure.changed', 'occurredAt',
      to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'data', jsonb_build_object('people', b.people))
    from batches b
  )
  select coalesce(sum(b.said), 0) into told from batches b;
  perform pg_notify('outbox_matching', '');
  return told;
end
$$;

-- Lists are put in order and marked: with a new seq nobody trusts what was verified of them before, so every member and everybody else is judged
-- anew. `untold` are matches whose coming was never told: they go, and who still belongs there comes again, told.
create function matching.mend_lists(lists uuid[], untold uuid[] default '{}') returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  mended integer;
  people uuid[];
begin
  insert into matching.shortlists (posting_id, posting_version, seq, size)
  select p.id, 0, 0, 0 from matching.postings p where p.id = any(lists) order by p.id on conflict do nothing;
  perform from matching.shortlists s where s.posting_id = any(lists) order by s.posting_id for update;
  select array_agg(distinct e.jobseeker_id) into people from matching.shortlist_entries e where e.posting_id = any(lists);
  delete from matching.shortlist_entries e where e.posting_id = any(lists) and (e.match_id = any(untold)
    or not exists (select from matching.jobseekers j where j.id = e.jobseeker_id));
  insert into matching.matches (id, posting_id, jobseeker_id)
  select e.match_id, e.posting_id, e.jobseeker_id from matching.shortlist_entries e where e.posting_id = any(lists) order by e.match_id on conflict do nothing;
  with placed as (
    select e.posting_id, e.jobseeker_id, row_number() over (partition by e.posting_id order by e.rank, e.rank_key desc, e.jobseeker_id) as rank
    from matching.shortlist_entries e where e.posting_id = any(lists)
  )
  update matching.shortlist_entries e set rank = p.rank from placed p
  where e.posting_id = p.posting_id and e.jobseeker_id = p.jobseeker_id and e.rank <> p.rank;
  update matching.shortlists s set size = found.size, floor_tier = found.tier, floor_key = found.key,
    seq = greatest(s.seq, coalesce((
      select max((o.payload #>> '{data,seq}')::bigint) from matching.outbox o
      where o.type = 'shortlist.changed' and (o.payload #>> '{data,postingId}')::uuid = s.posting_id), 0)) + 1,
    xid = pg_current_xact_id(), changed_at = now()
  from (
    select l.posting_id, count(e.rank)::integer as size,
      (array_agg(case e.verdict when 'eligible' then 0 else 1 end order by e.rank desc) filter (where e.rank is not null))[1]::smallint as tier,
      (array_agg(e.rank_key order by e.rank desc) filter (where e.rank is not null))[1] as key
    from unnest(lists) l (posting_id) left join matching.shortlist_entries e on e.posting_id = l.posting_id group by l.posting_id
  ) found
  where s.posting_id = found.posting_id;
  get diagnostics mended = row_count;
  -- What was written past the services has told no process that holds it in memory: everybody reads these rows again.
  update matching.postings p set xid = pg_current_xact_id() where p.id = any(lists);
  update matching.jobseekers j set xid = pg_current_xact_id() where j.id = any(people);
  insert into matching.due (kind, entity_id) select 'posting', s.posting_id from matching.shortlists s where s.posting_id = any(lists);
  -- Who went, or heads a list now, is counted again; last, as everybody locks lists before totals.
  perform matching.recount_exposures((
    select jsonb_agg(jsonb_build_object('id', c.id, 'seq', coalesce(x.seq, 0)))
    from (select p.id, count(e.rank) as lists, count(*) filter (where e.rank = 1) as first_places
      from unnest(people) p (id) left join matching.shortlist_entries e on e.jobseeker_id = p.id group by p.id) c
    left join matching.exposures x on x.jobseeker_id = c.id
    where (c.lists, c.first_places) is distinct from (x.lists::bigint, x.first_places::bigint)));
  perform pg_notify('matching_changed', '');
  return mended;
end
$$;

-- Who was told of as coming and stands on no list: her leaving is told, in the words of her coming.
create function matching.tell_withdrawn(gone uuid[]) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  told integer;
begin
  perform from matching.shortlists s where s.posting_id in (select m.posting_id from matching.matches m where m.id = any(gone)) order by s.posting_id for update;
  with said as (
    select distinct on (m.id) m.id as match_id, m.posting_id, o.payload, came.said ->> 'candidateRef' as candidate_ref
    from matching.matches m
    join matching.outbox o on o.type = 'shortlist.changed' and (o.payload #>> '{data,postingId}')::uuid = m.posting_id
    cross join lateral jsonb_array_elements((o.payload #> '{data,proposed}') || coalesce(o.payload #> '{data,updated}', '[]')) came (said)
    where m.id = any(gone) and (came.said ->> 'matchId')::uuid = m.id
      and not exists (select from matching.shortlist_entries e where e.match_id = m.id)
    order by m.id, (o.payload #>> '{data,seq}')::bigint desc
  ), moved as (
    update matching.shortlists s set seq = s.seq + 1, xid = pg_current_xact_id(), changed_at = now()
    where s.posting_id in (select posting_id from said) returning s.posting_id, s.seq
  ), named as (
    select uuidv7() as event_id, v.posting_id, v.seq, (array_agg(d.payload))[1] as payload,
      jsonb_agg(jsonb_build_object('matchId', d.match_id, 'candidateRef', d.candidate_ref, 'reason', 'no_longer_fits') order by d.match_id) as withdrawn
    from moved v join said d on d.posting_id = v.posting_id group by v.posting_id, v.seq
  )
  insert into matching.outbox (id, type, payload)
  select n.event_id, 'shortlist.changed', jsonb_build_object(
    'id', n.event_id, 'type', 'shortlist.changed', 'occurredAt', to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'data', jsonb_build_object('postingId', n.posting_id, 'tenantId', n.payload #> '{data,tenantId}', 'employerId', n.payload #> '{data,employerId}',
      'seq', n.seq, 'proposed', '[]'::jsonb, 'updated', '[]'::jsonb, 'withdrawn', n.withdrawn))
  from named n;
  get diagnostics told = row_count;
  perform pg_notify('outbox_matching', '');
  perform pg_notify('matching_changed', '');
  return told;
end
$$;

-- A batch that ended has done or failed each of its postings.
create function matching.recount_rebuilds() returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  counted integer;
begin
  update matching.rebuild_batches b set failed = least(b.failed, cardinality(b.posting_ids)), done = cardinality(b.posting_ids) - least(b.failed, cardinality(b.posting_ids))
  where b.finished_at is not null and b.done + b.failed <> cardinality(b.posting_ids);
  get diagnostics counted = row_count;
  return counted;
end
$$;
revoke all on function matching.send_again(uuid[]), matching.restore_postings(jsonb), matching.restore_people(jsonb), matching.restore_history(uuid[]),
  matching.mend_lists(uuid[], uuid[]), matching.tell_withdrawn(uuid[]), matching.recount_exposures(jsonb), matching.recount_rebuilds() from public;
grant execute on function matching.send_again(uuid[]), matching.restore_postings(jsonb), matching.restore_people(jsonb), matching.restore_history(uuid[]),
  matching.mend_lists(uuid[], uuid[]), matching.tell_withdrawn(uuid[]), matching.recount_exposures(jsonb), matching.recount_rebuilds() to zhihe_operations;
