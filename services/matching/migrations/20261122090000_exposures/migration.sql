-- How often a person stands on published lists, for the audit of who is recommended. Written in the transaction that changes a list; the row's
-- lock makes `seq` rise in the order in which the totals were true.
create table matching.exposures (
  jobseeker_id uuid primary key,
  seq bigint not null,
  lists integer not null,
  first_places integer not null,
  proposals integer not null -- ever, not now
) with (fillfactor = 80);

-- Lists that stood before this migration are counted and announced as well.
insert into matching.exposures (jobseeker_id, seq, lists, first_places, proposals)
select jobseeker_id, 1, count(*), count(*) filter (where rank = 1), count(*) from matching.shortlist_entries group by jobseeker_id;

with event as (
  select uuidv7() as id, jsonb_agg(jsonb_build_object(
    'jobseekerId', jobseeker_id, 'seq', seq, 'lists', lists, 'firstPlaces', first_places, 'proposals', proposals)) as people
  from (select *, (row_number() over (order by jobseeker_id) - 1) / 500 as batch from matching.exposures) as e
  group by batch
)
insert into matching.outbox (id, type, payload)
select id, 'exposure.changed', jsonb_build_object(
  'id', id, 'type', 'exposure.changed', 'occurredAt', to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'data', jsonb_build_object('people', people))
from event;
select pg_notify('outbox_matching', '');

grant select, insert, update, delete on matching.exposures to zhihe_matching;
