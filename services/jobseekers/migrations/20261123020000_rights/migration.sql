-- Decision 022. To be forgotten, and to have a copy. Both go by the catalog and not by a list of tables: what is added to the register tomorrow is
-- erased and exported without anybody thinking of it, and what is to stay must be named here.

-- Who is erased: the tombstone. Nothing in it says who she was. After a restore from a backup it is loaded again and applied (`reapply_erasures`).
create table jobseekers.erasures (
  jobseeker_id uuid primary key,
  tenant_id uuid not null,
  reason text not null check (reason in ('person_asked', 'consent_withdrawn', 'purpose_achieved', 'unlawful_processing', 'retention', 'registered_in_error', 'death')),
  version integer not null check (version >= 1), -- higher than that of everything that was said of her
  erased_at timestamptz not null,
  by_key_id uuid -- null: the retention of the house
);
create index erasures_tenant on jobseekers.erasures (tenant_id, erased_at);

-- That a person consented, and to what, for as long as somebody may ask us to prove it (PIPL 69; 民法典 188: three years).
create table jobseekers.consent_evidence (
  consent_id uuid primary key,
  jobseeker_id uuid not null,
  tenant_id uuid not null,
  evidence jsonb not null check (jsonb_typeof(evidence) = 'object'),
  erased_at timestamptz not null
);
create index consent_evidence_jobseeker on jobseekers.consent_evidence (jobseeker_id);
create index consent_evidence_erased_at on jobseekers.consent_evidence (erased_at);

-- What outlives a person under her pseudonym, and why. Everything else that has a `jobseeker_id` goes with her.
create table jobseekers.kept_ledgers (
  table_name text primary key,
  reason text not null
);
insert into jobseekers.kept_ledgers (table_name, reason) values
  ('jobseekers.erasures', 'the tombstone itself'),
  ('jobseekers.consent_evidence', 'proof of consent, three years (PIPL 69)'),
  ('jobseekers.disclosures', 'who received what, three years (网络数据安全管理条例 12)');

revoke all on jobseekers.erasures, jobseekers.consent_evidence, jobseekers.kept_ledgers from zhihe_jobseekers;
grant select on jobseekers.erasures, jobseekers.consent_evidence, jobseekers.kept_ledgers to zhihe_jobseekers;

-- The ids that an answer names, so that the answers about a person are found.
create function jobseekers.ids_in(answer text) returns uuid[]
language sql immutable parallel safe
return array(
  select distinct (found)[1]::uuid from regexp_matches(answer, '"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"', 'g') as found
);
create index idempotency_keys_ids on jobseekers.idempotency_keys using gin (jobseekers.ids_in(body)) with (fastupdate = off) where body is not null;

-- Whom, or whose consent, an event is about.
create function jobseekers.subject_of(event jsonb) returns text
language sql immutable parallel safe
return coalesce(event #>> '{data,facts,id}', event #>> '{data,jobseekerId}', event #>> '{data,grantId}');
create index outbox_subject on jobseekers.outbox (jobseekers.subject_of(payload));

-- The tables that hold rows of a person by `jobseeker_id`, and whether they go by themselves when she goes.
create function jobseekers.tables_of_people(out relation regclass, out name text, out goes_with_her boolean, out has_id boolean) returns setof record
language sql stable set search_path = pg_catalog, pg_temp as $$
  select c.oid::regclass, n.nspname || '.' || c.relname,
    exists (
      select from pg_constraint k
      where k.conrelid = c.oid and k.contype = 'f' and k.confrelid = 'jobseekers.jobseekers'::regclass and k.conkey = array[a.attnum]
        and k.confdeltype in ('c', 'n')),
    exists (select from pg_attribute i where i.attrelid = c.oid and i.attname = 'id' and i.atttypid = 'uuid'::regtype and not i.attisdropped)
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'jobseeker_id' and not a.attisdropped
  where n.nspname in ('jobseekers', 'vault', 'vault_keys', 'consent') and c.relkind in ('r', 'p') and not c.relispartition
$$;

-- Erases a person in the register: her data key first. Returns the employers to whom something of her was disclosed or offered, with their names for
-- her; null when there is no such person. Runs as the owner: no role of a service may delete a consent.
create function jobseekers.erase_person(person uuid, p_reason text, p_at timestamptz, p_key uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  her jobseekers.jobseekers;
  source record;
  ids uuid[];
  named uuid[] := array[person];
  recipients jsonb;
begin
  select * into her from jobseekers.jobseekers j where j.id = person for update;
  if not found then return null; end if;

  delete from vault_keys.data_keys k where k.jobseeker_id = person;

  select coalesce(jsonb_agg(distinct jsonb_build_object('employerId', told.recipient, 'candidateRef', told.candidate_ref)), '[]') into recipients
  from (
    select d.recipient, d.candidate_ref from jobseekers.disclosures d where d.jobseeker_id = person
    union select g.recipient, g.candidate_ref from jobseekers.disclosure_grants g where g.jobseeker_id = person
  ) told;

  insert into jobseekers.consent_evidence (consent_id, jobseeker_id, tenant_id, evidence, erased_at)
  select c.id, person, her.tenant_id, to_jsonb(c) - array['id', 'jobseeker_id', 'tenant_id', 'receipt', 'seq'], p_at
  from jobseekers.consents c where c.jobseeker_id = person
  on conflict (consent_id) do nothing;

  -- Grants before what stands for them, as everybody who takes both; whoever is reading one is waited for.
  perform from jobseekers.disclosure_grants g where g.jobseeker_id = person order by g.id for update;
  delete from consent.disclosures d using jobseekers.disclosure_grants g where g.jobseeker_id = person and d.grant_id = g.id;

  for source in
    select t.* from jobseekers.tables_of_people() t where t.name not in (select k.table_name from jobseekers.kept_ledgers k) order by t.name
  loop
    if source.has_id then
      execute format('select array_agg(t.id) from %s t where t.jobseeker_id = $1', source.relation) into ids using person;
      named := named || coalesce(ids, '{}');
    end if;
    if not source.goes_with_her then
      execute format('delete from %s t where t.jobseeker_id = $1', source.relation) using person;
    end if;
  end loop;
  delete from jobseekers.jobseekers j where j.id = person;

  delete from jobseekers.idempotency_keys k where k.body is not null and jobseekers.ids_in(k.body) && named;
  delete from jobseekers.outbox o where jobseekers.subject_of(o.payload) = any(named::text[]);

  insert into jobseekers.erasures (jobseeker_id, tenant_id, reason, version, erased_at, by_key_id)
  values (person, her.tenant_id, p_reason, her.version + 1, p_at, p_key)
  on conflict (jobseeker_id) do update set version = greatest(erasures.version, excluded.version);
  return recipients;
end
$$;

-- Everything the register holds of a person, by table, one object for each row. What is sealed or a hash says nothing to her and is left out; the
-- service opens what is sealed. Runs as whoever asks.
create function jobseekers.export_person(person uuid) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  source record;
  held jsonb;
  export jsonb := '{}';
begin
  select jsonb_build_object('jobseekers.jobseekers', coalesce(jsonb_agg(to_jsonb(j)), '[]')) into export
  from jobseekers.jobseekers j where j.id = person;
  for source in select t.* from jobseekers.tables_of_people() t order by t.name loop
    execute format('select coalesce(jsonb_agg(to_jsonb(t)), ''[]'') from %s t where t.jobseeker_id = $1', source.relation) into held using person;
    export := export || jsonb_build_object(source.name, held);
  end loop;
  return export || jsonb_build_object('consent.disclosures', (
    select coalesce(jsonb_agg(to_jsonb(d)), '[]') from consent.disclosures d
    join jobseekers.disclosure_grants g on g.id = d.grant_id where g.jobseeker_id = person
  ));
end
$$;

-- After a restore: erases again whoever came back with it, and tells the other services of everybody erased since `p_since` once more; said twice it
-- is done once. Returns how many people had come back. For the owner alone; see the runbook `backup-and-restore`.
create function jobseekers.reapply_erasures(p_since timestamptz default '-infinity') returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone jobseekers.erasures;
  event_id uuid;
  recipients jsonb;
  came_back integer := 0;
begin
  for gone in select * from jobseekers.erasures e where e.erased_at >= p_since order by e.erased_at loop
    recipients := jobseekers.erase_person(gone.jobseeker_id, gone.reason, gone.erased_at, gone.by_key_id);
    if recipients is not null then
      came_back := came_back + 1;
      perform audit.append(clock_timestamp(), gone.tenant_id, null, 'restore', 'person.erased', 'restored', array[gone.jobseeker_id], 0, '{}');
      select * into gone from jobseekers.erasures e where e.jobseeker_id = gone.jobseeker_id;
    end if;
    event_id := uuidv7();
    insert into jobseekers.outbox (id, type, payload) values (event_id, 'jobseeker.erased', jsonb_build_object(
      'id', event_id, 'type', 'jobseeker.erased', 'occurredAt', to_char(gone.erased_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'data', jsonb_build_object('tenantId', gone.tenant_id, 'jobseekerId', gone.jobseeker_id, 'version', gone.version, 'recipients', '[]'::jsonb)));
  end loop;
  perform pg_notify('outbox_jobseekers', '');
  return came_back;
end
$$;

-- Ledgers that outlive a person are let go of after three years, and not a day before, whoever asks.
create function jobseekers.purge_ledgers(p_before timestamptz, p_limit integer default 10000) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  disclosed integer;
  consented integer;
begin
  if p_before > now() - interval '3 years' then
    raise exception 'ledgers are kept for three years' using errcode = '42501';
  end if;
  with due as (
    select d.id from jobseekers.disclosures d
    where d.at < p_before and not exists (select from jobseekers.disclosures w where w.withholds = d.id and w.at >= p_before)
    order by d.at limit p_limit
  )
  delete from jobseekers.disclosures d using due where d.id = due.id;
  get diagnostics disclosed = row_count;
  with due as (select e.consent_id from jobseekers.consent_evidence e where e.erased_at < p_before order by e.erased_at limit p_limit)
  delete from jobseekers.consent_evidence e using due where e.consent_id = due.consent_id;
  get diagnostics consented = row_count;
  return disclosed + consented;
end
$$;
-- Whose time is over (retention), found without looking at everybody.
create index jobseekers_inactive on jobseekers.jobseekers (updated_at) where status = 'inactive';
create index disclosures_at on jobseekers.disclosures (at);

revoke all on function jobseekers.ids_in(text), jobseekers.subject_of(jsonb), jobseekers.tables_of_people(), jobseekers.erase_person(uuid, text, timestamptz, uuid),
  jobseekers.export_person(uuid), jobseekers.reapply_erasures(timestamptz), jobseekers.purge_ledgers(timestamptz, integer) from public;
grant execute on function jobseekers.ids_in(text), jobseekers.subject_of(jsonb), jobseekers.tables_of_people(), jobseekers.erase_person(uuid, text, timestamptz, uuid),
  jobseekers.export_person(uuid), jobseekers.purge_ledgers(timestamptz, integer) to zhihe_jobseekers;

comment on column jobseekers.erasures.jobseeker_id is 'purpose: the pseudonym of an erased person, so that nothing revives her and a restore erases her again; retention: forever; flows: none';
comment on column jobseekers.erasures.tenant_id is 'purpose: whose person it was; retention: row; flows: none';
comment on column jobseekers.erasures.reason is 'purpose: proof of why she was erased, as a code; retention: row; flows: whoever asks for the erasure again';
comment on column jobseekers.erasures.version is 'purpose: higher than that of every event about her, so that late ones are dropped; retention: row; flows: jobseeker.erased to matching and webhooks';
comment on column jobseekers.erasures.erased_at is 'purpose: proof of when she was erased; retention: row; flows: whoever asks for the erasure again';
comment on column jobseekers.erasures.by_key_id is 'purpose: proof of who erased her; retention: row; flows: none';
comment on column jobseekers.consent_evidence.consent_id is 'purpose: names the decision of an erased person; retention: P3Y; flows: none';
comment on column jobseekers.consent_evidence.jobseeker_id is 'purpose: the pseudonym of an erased person; retention: row; flows: none';
comment on column jobseekers.consent_evidence.tenant_id is 'purpose: whose person it was; retention: row; flows: none';
comment on column jobseekers.consent_evidence.evidence is 'purpose: proof of what she consented to, by codes, times and the hash of the text; retention: row; flows: none';
comment on column jobseekers.consent_evidence.erased_at is 'purpose: from when the three years count; retention: P3Y; flows: none';
comment on column jobseekers.kept_ledgers.table_name is 'purpose: names a table that outlives the people in it; retention: forever; flows: none';
comment on column jobseekers.kept_ledgers.reason is 'purpose: why it does; retention: forever; flows: none';
