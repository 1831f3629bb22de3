-- Decision 022. Of a person who is erased one row stays in `jobseekers`, which says nothing but that she is: it keeps late events from reviving her,
-- and tells every process that holds her in memory. `forget_at`: when to look again whether anything of her is left; null: nothing is.
-- `forgotten_pairs`: the ids of her matches while events that name them may still be in the outbox.
alter table matching.jobseekers
  add column erased_at timestamptz,
  add column forget_at timestamptz,
  add column forgotten_pairs uuid[] not null default '{}',
  add constraint jobseekers_erased check (erased_at is null or (region_code is null and facts - array['id', 'version'] = '{}')),
  add constraint jobseekers_forget check (forget_at is null or erased_at is not null);
create index jobseekers_forget_at on matching.jobseekers (forget_at) where forget_at is not null;
create index jobseekers_erased_at on matching.jobseekers (erased_at) where erased_at is not null;
create index matches_jobseeker on matching.matches (jobseeker_id);

-- Everything matching holds of a person. What a match says is explained by whoever asks, from the facts of the versions it was made from.
create function rights.matching_export(person uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object(
    'facts', (
      select to_jsonb(j) - array['xid', 'erased_at', 'forget_at', 'forgotten_pairs'] from matching.jobseekers j
      where j.id = person and j.erased_at is null),
    'toldVersions', coalesce((
      select jsonb_agg(jsonb_build_object('version', f.version, 'facts', f.facts) order by f.version)
      from matching.jobseeker_facts f where f.id = person), '[]'),
    'matches', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', m.id, 'postingId', m.posting_id, 'firstShownAt', m.created_at,
        'employerId', p.employer_id, 'organiserTenantId', p.tenant_id,
        'shortlist', to_jsonb(e) - array['match_id', 'posting_id', 'jobseeker_id'],
        'posting', coalesce(f.facts, p.facts), 'jobseeker', coalesce(h.facts, j.facts)
      ) order by m.id)
      from matching.matches m
      left join matching.postings p on p.id = m.posting_id
      left join matching.shortlist_entries e on e.match_id = m.id
      left join matching.posting_facts f on f.id = e.posting_id and f.version = e.posting_version
      left join matching.jobseeker_facts h on h.id = e.jobseeker_id and h.version = e.jobseeker_version
      left join matching.jobseekers j on j.id = m.jobseeker_id
      where m.jobseeker_id = person), '[]'),
    'exposure', (select to_jsonb(x) from matching.exposures x where x.jobseeker_id = person)
  )
$$;
revoke all on function rights.matching_export(uuid) from public;
grant usage on schema rights to zhihe_jobseekers;
grant execute on function rights.matching_export(uuid) to zhihe_jobseekers;

comment on column matching.jobseekers.erased_at is 'purpose: says that she is erased, so that late events do not revive her; retention: P1Y; flows: none';
comment on column matching.jobseekers.forget_at is 'purpose: when to look again for traces of an erased person; retention: row; flows: none';
comment on column matching.jobseekers.forgotten_pairs is 'purpose: finds events about matches of an erased person, emptied when none is left; retention: row; flows: none';
