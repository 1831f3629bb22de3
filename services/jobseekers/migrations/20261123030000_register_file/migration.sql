-- Decision 023. The file of a person (一人一档一策): what was assessed, which statuses she has, who looks after her, what was agreed, when she was last asked.
-- Everything goes with the person: each table refers to her with `on delete cascade`.

-- What is free text, or names somebody, lies sealed under the person's own data key (decision 019): with the key it is gone, in backups too.
create table jobseekers.assessments (
  id uuid primary key,
  seq bigint generated always as identity,
  jobseeker_id uuid not null references jobseekers.jobseekers (id) on delete cascade,
  tenant_id uuid not null,
  instrument_code text not null,
  instrument_version text not null,
  assessor_kind text not null,
  assessor_organisation text not null,
  assessed_at timestamptz not null,
  valid_until timestamptz not null,
  items jsonb not null check (jsonb_typeof(items) = 'array' and jsonb_array_length(items) between 1 and 40),
  sealed bytea,
  recorded_at timestamptz not null,
  by_key_id uuid not null,
  check (valid_until > assessed_at)
);
create index assessments_jobseeker on jobseekers.assessments (jobseeker_id, assessed_at, seq);

-- In force from since_on to until_on, both included. One that was withdrawn on its first day ends the day before it.
create table jobseekers.statuses (
  id uuid primary key,
  seq bigint generated always as identity,
  jobseeker_id uuid not null references jobseekers.jobseekers (id) on delete cascade,
  tenant_id uuid not null,
  code text not null,
  source text not null check (source in ('declared', 'federation', 'civil_affairs', 'hr_bureau', 'school', 'import')),
  since_on date not null,
  until_on date,
  sealed bytea,
  recorded_at timestamptz not null,
  by_key_id uuid,
  check (until_on >= since_on - 1)
);
create index statuses_jobseeker on jobseekers.statuses (jobseeker_id, since_on, seq);

create table jobseekers.case_owners (
  id uuid primary key,
  jobseeker_id uuid not null references jobseekers.jobseekers (id) on delete cascade,
  tenant_id uuid not null,
  side text not null check (side in ('federation', 'community', 'employment_service', 'school')),
  organisation text not null,
  sealed bytea,
  from_on date not null,
  ended_at timestamptz,
  recorded_at timestamptz not null,
  by_key_id uuid not null
);
create unique index case_owners_side on jobseekers.case_owners (jobseeker_id, side) where ended_at is null;
create index case_owners_jobseeker on jobseekers.case_owners (jobseeker_id, recorded_at);

create table jobseekers.measures (
  id uuid primary key,
  seq bigint generated always as identity,
  jobseeker_id uuid not null references jobseekers.jobseekers (id) on delete cascade,
  tenant_id uuid not null,
  kind text not null,
  agreed_on date not null,
  due_on date not null,
  done_on date,
  outcome text,
  sealed bytea,
  recorded_at timestamptz not null,
  changed_at timestamptz not null,
  by_key_id uuid not null,
  check (due_on >= agreed_on),
  check (done_on >= agreed_on),
  check (outcome is null or done_on is not null)
);
create index measures_jobseeker on jobseekers.measures (jobseeker_id, agreed_on, seq);

create table jobseekers.confirmations (
  id uuid primary key,
  jobseeker_id uuid not null references jobseekers.jobseekers (id) on delete cascade,
  tenant_id uuid not null,
  confirmed_at timestamptz not null,
  channel text not null,
  changed boolean not null,
  recorded_at timestamptz not null,
  by_key_id uuid not null
);
create index confirmations_jobseeker on jobseekers.confirmations (jobseeker_id, confirmed_at);

-- Which kinds of facts a change touched; neither what they were nor what they are.
create table jobseekers.changes (
  jobseeker_id uuid not null references jobseekers.jobseekers (id) on delete cascade,
  version integer not null,
  tenant_id uuid not null,
  kinds text[] not null,
  changed_at timestamptz not null,
  primary key (jobseeker_id, version)
);

-- Two people of whom somebody said that they are not the same one; the lower id stands first.
create table jobseekers.not_duplicates (
  jobseeker_id uuid not null references jobseekers.jobseekers (id) on delete cascade,
  other_id uuid not null references jobseekers.jobseekers (id) on delete cascade,
  tenant_id uuid not null,
  decided_at timestamptz not null,
  by_key_id uuid not null,
  primary key (jobseeker_id, other_id),
  check (jobseeker_id < other_id)
);
create index not_duplicates_other on jobseekers.not_duplicates (other_id);

-- Of each person one narrow row, by which lists and counts are made without a profile and without an identity.
create table jobseekers.files (
  jobseeker_id uuid primary key references jobseekers.jobseekers (id) on delete cascade,
  tenant_id uuid not null,
  region_code text not null,
  status text not null,
  updated_at timestamptz not null,
  registered_on date not null,
  stated text[] not null,
  status_codes text[] not null default '{}',
  assessed_until timestamptz,
  confirmed_on date,
  confirmation_due_on date not null generated always as ((coalesce(confirmed_on, registered_on) + interval '1 year')::date) stored,
  owner_sides text[] not null default '{}',
  measures integer not null default 0,
  employment text not null default 'unknown' check (employment in ('employed', 'left_job', 'unknown')),
  next_change_at timestamptz
) with (fillfactor = 80);
create index files_tenant_updated on jobseekers.files (tenant_id, updated_at, jobseeker_id);
create index files_tenant_region on jobseekers.files (tenant_id, region_code text_pattern_ops, updated_at, jobseeker_id);
create index files_tenant_due on jobseekers.files (tenant_id, confirmation_due_on);
create index files_next_change on jobseekers.files (next_change_at) where next_change_at is not null;

-- What assessments that may still count say, {icf, difficulty, at, until}. Beside the profile, so that whoever reads a person reads it too.
alter table jobseekers.jobseekers add column assessed jsonb not null default '[]' check (jsonb_typeof(assessed) = 'array');

create function jobseekers.china_day(at timestamptz) returns date
language sql immutable parallel safe
return (at at time zone interval '08:00')::date;

-- The facts of a profile that somebody stated. An empty list says nothing, but "no accommodations needed" is an answer.
create function jobseekers.stated(profile jsonb) returns text[]
language sql immutable parallel safe
return array(select key from jsonb_each(profile) where value <> '[]' or key = 'accommodationsNeeded' order by key);

create function jobseekers.status_codes(person uuid, day date) returns text[]
language sql stable parallel safe
return array(
  select distinct s.code from jobseekers.statuses s
  where s.jobseeker_id = person and s.since_on <= day and (s.until_on is null or s.until_on >= day) order by s.code
);

-- Registering, changing and importing write a profile, in three places; the file follows whichever it was. Runs as whoever writes.
create function jobseekers.open_files() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into jobseekers.statuses (id, jobseeker_id, tenant_id, code, source, since_on, recorded_at)
  select uuidv7(), a.id, a.tenant_id, c.code, 'declared', jobseekers.china_day(a.created_at), a.created_at
  from added a cross join jsonb_array_elements_text(a.profile -> 'statuses') as c (code);
  insert into jobseekers.files (jobseeker_id, tenant_id, region_code, status, updated_at, registered_on, stated, status_codes)
  select a.id, a.tenant_id, a.region_code, a.status, a.updated_at, jobseekers.china_day(a.created_at), jobseekers.stated(a.profile),
    array(select distinct c from jsonb_array_elements_text(a.profile -> 'statuses') as c order by c)
  from added a;
  return null;
end
$$;

create function jobseekers.follow_profiles() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into jobseekers.changes (jobseeker_id, version, tenant_id, kinds, changed_at)
  select id, version, tenant_id, kinds, updated_at from (
    select n.id, n.version, n.tenant_id, n.updated_at,
      case when o.profile = n.profile then '{}' else array(
        select key from jsonb_each(o.profile) as x (key, was) full join jsonb_each(n.profile) as y (key, is_now) using (key)
        where was is distinct from is_now order by key
      ) end || case when o.status <> n.status then array['status'] else '{}' end
        || case when o.assessed <> n.assessed then array['assessed'] else '{}' end
        || case when exists (select from vault.identities i where i.jobseeker_id = n.id and i.updated_at = n.updated_at)
          then array['identity'] else '{}' end as kinds
    from outdated o join renewed n on n.id = o.id
    where n.version > o.version
  ) as change
  where kinds <> '{}'
  on conflict do nothing;

  update jobseekers.statuses s set until_on = greatest(s.since_on, jobseekers.china_day(n.updated_at)) - 1
  from outdated o join renewed n on n.id = o.id
  where s.jobseeker_id = n.id and o.profile -> 'statuses' is distinct from n.profile -> 'statuses'
    and o.profile -> 'statuses' ? s.code and not n.profile -> 'statuses' ? s.code
    and (s.until_on is null or s.until_on >= jobseekers.china_day(n.updated_at));

  insert into jobseekers.statuses (id, jobseeker_id, tenant_id, code, source, since_on, recorded_at)
  select uuidv7(), n.id, n.tenant_id, c.code, 'declared', jobseekers.china_day(n.updated_at), n.updated_at
  from outdated o join renewed n on n.id = o.id cross join jsonb_array_elements_text(n.profile -> 'statuses') as c (code)
  where o.profile -> 'statuses' is distinct from n.profile -> 'statuses' and not coalesce(o.profile -> 'statuses' ? c.code, false)
    and c.code <> all (jobseekers.status_codes(n.id, jobseekers.china_day(n.updated_at)));

  update jobseekers.files f set region_code = n.region_code, status = n.status, updated_at = greatest(f.updated_at, n.updated_at),
    stated = case when o.profile = n.profile then f.stated else jobseekers.stated(n.profile) end,
    status_codes = case when o.profile -> 'statuses' is distinct from n.profile -> 'statuses'
      then jobseekers.status_codes(n.id, jobseekers.china_day(n.updated_at)) else f.status_codes end
  from outdated o join renewed n on n.id = o.id
  where f.jobseeker_id = n.id;
  return null;
end
$$;

insert into jobseekers.statuses (id, jobseeker_id, tenant_id, code, source, since_on, recorded_at)
select uuidv7(), j.id, j.tenant_id, c.code, 'declared', jobseekers.china_day(j.created_at), j.created_at
from jobseekers.jobseekers j cross join jsonb_array_elements_text(j.profile -> 'statuses') as c (code);
insert into jobseekers.files (jobseeker_id, tenant_id, region_code, status, updated_at, registered_on, stated, status_codes)
select id, tenant_id, region_code, status, updated_at, jobseekers.china_day(created_at), jobseekers.stated(profile),
  array(select distinct c from jsonb_array_elements_text(profile -> 'statuses') as c order by c)
from jobseekers.jobseekers;

create trigger open_files after insert on jobseekers.jobseekers
  referencing new table as added for each statement execute function jobseekers.open_files();
create trigger follow_profiles after update on jobseekers.jobseekers
  referencing old table as outdated new table as renewed for each statement execute function jobseekers.follow_profiles();

-- Under what the sealed columns of a person's file lie. A key of its own: the data key of an identity changes whenever the identity does. Beside it,
-- so that backups leave out both (decision 019).
create table vault_keys.file_keys (
  jobseeker_id uuid primary key references jobseekers.jobseekers (id) on delete cascade,
  tenant_id uuid not null,
  kek_id text not null,
  suite text not null check (suite in ('aes-256-gcm', 'sm4-ctr-hmac-sm3')),
  nonce bytea not null,
  wrapped bytea not null,
  created_at timestamptz not null,
  rewrapped_at timestamptz
) with (fillfactor = 85);
grant select, insert, update, delete on vault_keys.file_keys to zhihe_jobseekers;

-- The schema's default privileges give everything; here is what each table needs. Cascades run as the owner.
revoke update, delete on jobseekers.assessments, jobseekers.confirmations, jobseekers.changes from zhihe_jobseekers;
revoke update, delete on jobseekers.statuses, jobseekers.case_owners, jobseekers.measures, jobseekers.files from zhihe_jobseekers;
revoke update, delete on jobseekers.not_duplicates from zhihe_jobseekers;
grant update (until_on) on jobseekers.statuses to zhihe_jobseekers;
grant update (ended_at) on jobseekers.case_owners to zhihe_jobseekers;
grant update (due_on, done_on, outcome, changed_at) on jobseekers.measures to zhihe_jobseekers;
grant update (region_code, status, updated_at, stated, status_codes, assessed_until, confirmed_on, owner_sides, measures, employment, next_change_at)
  on jobseekers.files to zhihe_jobseekers;
revoke execute on function jobseekers.open_files(), jobseekers.follow_profiles() from public;
revoke execute on function jobseekers.china_day(timestamptz), jobseekers.stated(jsonb), jobseekers.status_codes(uuid, date) from public;
grant execute on function jobseekers.china_day(timestamptz), jobseekers.stated(jsonb), jobseekers.status_codes(uuid, date) to zhihe_jobseekers;

comment on column jobseekers.assessments.id is 'purpose: names the assessment; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.assessments.seq is 'purpose: which of two of one time was recorded later; retention: person; flows: register answers to the federation';
comment on column jobseekers.assessments.jobseeker_id is 'purpose: whose it is; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.assessments.tenant_id is 'purpose: which tenant may see it; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.assessments.instrument_code is 'purpose: with which instrument it was made; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.assessments.instrument_version is 'purpose: of which version; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.assessments.assessor_kind is 'purpose: what kind of body assessed; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.assessments.assessor_organisation is 'purpose: which body assessed; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.assessments.assessed_at is 'purpose: when; the newest that is valid counts; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.assessments.valid_until is 'purpose: until when it counts; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.assessments.items is 'purpose: ICF codes with difficulty: what matching may know of her capabilities; retention: person; flows: register answers, jobseeker.changed to matching, export';
comment on column jobseekers.assessments.sealed is 'purpose: a note, sealed under the data key of the person; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.assessments.recorded_at is 'purpose: when it was recorded; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.assessments.by_key_id is 'purpose: which key recorded it; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.statuses.id is 'purpose: names the status; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.statuses.seq is 'purpose: which of two was recorded later; retention: person; flows: register answers to the federation';
comment on column jobseekers.statuses.jobseeker_id is 'purpose: whose it is; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.statuses.tenant_id is 'purpose: which tenant may see it; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.statuses.code is 'purpose: which status of the plans she has (低保, 就业困难, 应届 …); retention: person; flows: register answers to the federation, export';
comment on column jobseekers.statuses.source is 'purpose: who says so; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.statuses.since_on is 'purpose: first day; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.statuses.until_on is 'purpose: last day; null: no end known; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.statuses.sealed is 'purpose: a note on the evidence, sealed under the data key of the person; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.statuses.recorded_at is 'purpose: when it was recorded; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.statuses.by_key_id is 'purpose: which key recorded it; null: it came with a profile; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.case_owners.id is 'purpose: names the assignment; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.case_owners.jobseeker_id is 'purpose: who is looked after; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.case_owners.tenant_id is 'purpose: which tenant may see it; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.case_owners.side is 'purpose: which side of 双向包干; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.case_owners.organisation is 'purpose: which body looks after her; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.case_owners.sealed is 'purpose: name and telephone of the member of staff, sealed under the data key of the person; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.case_owners.from_on is 'purpose: first day; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.case_owners.ended_at is 'purpose: when somebody else took over; null: in charge; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.case_owners.recorded_at is 'purpose: when it was recorded; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.case_owners.by_key_id is 'purpose: which key recorded it; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.measures.id is 'purpose: names the measure; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.measures.seq is 'purpose: which of two was recorded later; retention: person; flows: register answers to the federation';
comment on column jobseekers.measures.jobseeker_id is 'purpose: whose plan (一人一策) it belongs to; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.measures.tenant_id is 'purpose: which tenant may see it; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.measures.kind is 'purpose: training, recommendation, follow-up …; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.measures.agreed_on is 'purpose: when it was agreed; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.measures.due_on is 'purpose: by when it is to be done; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.measures.done_on is 'purpose: when it was done; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.measures.outcome is 'purpose: what came of it; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.measures.sealed is 'purpose: a note, sealed under the data key of the person; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.measures.recorded_at is 'purpose: when it was recorded; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.measures.changed_at is 'purpose: when it last changed; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.measures.by_key_id is 'purpose: which key recorded it; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.confirmations.id is 'purpose: names the confirmation; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.confirmations.jobseeker_id is 'purpose: whose data were confirmed; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.confirmations.tenant_id is 'purpose: which tenant may see it; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.confirmations.confirmed_at is 'purpose: when; the next is due a year later (一年一更新); retention: person; flows: register answers to the federation, export';
comment on column jobseekers.confirmations.channel is 'purpose: how she was asked; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.confirmations.changed is 'purpose: whether anything had changed; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.confirmations.recorded_at is 'purpose: when it was recorded; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.confirmations.by_key_id is 'purpose: which key recorded it; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.changes.jobseeker_id is 'purpose: whose data changed; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.changes.version is 'purpose: to which version; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.changes.tenant_id is 'purpose: which tenant may see it; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.changes.kinds is 'purpose: names of the facts that changed, without values: the timeline of the file; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.changes.changed_at is 'purpose: when; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.not_duplicates.jobseeker_id is 'purpose: the one of the two; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.not_duplicates.other_id is 'purpose: the other of the two; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.not_duplicates.tenant_id is 'purpose: which tenant may see it; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.not_duplicates.decided_at is 'purpose: when it was decided; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.not_duplicates.by_key_id is 'purpose: which key decided; retention: person; flows: register answers to the federation, export';
comment on column jobseekers.files.jobseeker_id is 'purpose: whose row it is; retention: person; flows: register answers to the federation';
comment on column jobseekers.files.tenant_id is 'purpose: which tenant may list it; retention: person; flows: register answers to the federation';
comment on column jobseekers.files.region_code is 'purpose: who may list it; retention: person; flows: register answers to the federation';
comment on column jobseekers.files.status is 'purpose: active or not, for lists; retention: person; flows: register answers to the federation';
comment on column jobseekers.files.updated_at is 'purpose: order of the list: last change of person or file; retention: person; flows: register answers to the federation';
comment on column jobseekers.files.registered_on is 'purpose: from when the first confirmation is counted; retention: person; flows: register answers to the federation';
comment on column jobseekers.files.stated is 'purpose: names of the facts that are stated, for completeness; retention: person; flows: register answers to the federation';
comment on column jobseekers.files.status_codes is 'purpose: statuses in force, for lists and counts; retention: person; flows: register answers to the federation';
comment on column jobseekers.files.assessed_until is 'purpose: until when an assessment counts; retention: person; flows: register answers to the federation';
comment on column jobseekers.files.confirmed_on is 'purpose: day of the last confirmation; retention: person; flows: register answers to the federation';
comment on column jobseekers.files.confirmation_due_on is 'purpose: day of the next confirmation; retention: person; flows: register answers to the federation';
comment on column jobseekers.files.owner_sides is 'purpose: which sides look after her; retention: person; flows: register answers to the federation';
comment on column jobseekers.files.measures is 'purpose: how many measures were agreed; retention: person; flows: register answers to the federation';
comment on column jobseekers.files.employment is 'purpose: what the last measure said of work; retention: person; flows: register answers to the federation';
comment on column jobseekers.files.next_change_at is 'purpose: when time alone changes the file; retention: person; flows: register answers to the federation';
comment on column jobseekers.jobseekers.assessed is 'purpose: what valid assessments say of her capabilities; retention: person; flows: register answers, jobseeker.changed to matching, export';
comment on column vault_keys.file_keys.jobseeker_id is 'purpose: whose file key it is; retention: person; flows: vault only, left out of backups';
comment on column vault_keys.file_keys.tenant_id is 'purpose: binds the key to the tenant of the person; retention: person; flows: vault only, left out of backups';
comment on column vault_keys.file_keys.kek_id is 'purpose: names the key-encryption key it is wrapped under; retention: person; flows: vault only, left out of backups';
comment on column vault_keys.file_keys.suite is 'purpose: names the cipher suite of the wrapping; retention: person; flows: vault only, left out of backups';
comment on column vault_keys.file_keys.nonce is 'purpose: nonce of the wrapping; retention: person; flows: vault only, left out of backups';
comment on column vault_keys.file_keys.wrapped is 'purpose: the key under which notes and staff of her file lie, wrapped; retention: person; flows: vault only, left out of backups';
comment on column vault_keys.file_keys.created_at is 'purpose: age of the key; retention: person; flows: vault only, left out of backups';
comment on column vault_keys.file_keys.rewrapped_at is 'purpose: shows the progress of a rotation; retention: person; flows: vault only, left out of backups';
