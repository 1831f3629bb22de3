-- Decision 028. What whoever compares the services with each other may see of the register: pseudonyms, versions, states and times of every tenant.
-- Views of the owner, so that neither a column nor a policy of the tables need be opened; nothing of vault or vault_keys.
create view jobseekers.consistency_people with (security_barrier) as
select j.id, j.tenant_id, j.status, j.version from jobseekers.jobseekers j;

-- What somebody said last of being matched.
create view jobseekers.consistency_decisions with (security_barrier) as
select distinct on (c.jobseeker_id) c.jobseeker_id, c.decision from jobseekers.consents c
where c.purpose = 'matching' order by c.jobseeker_id, c.decided_at desc, c.seq desc;

create view jobseekers.consistency_grants with (security_barrier) as
select g.id, g.expires_at, g.ended_at from jobseekers.disclosure_grants g;

create view jobseekers.consistency_exposures with (security_barrier) as
select e.jobseeker_id, e.seq, e.lists, e.first_places, e.proposals from jobseekers.exposures e;

create view jobseekers.consistency_erasures with (security_barrier) as
select e.jobseeker_id, e.version, e.erased_at from jobseekers.erasures e;

create view jobseekers.consistency_events with (security_barrier) as
select o.id, o.type, o.created_at, o.claimed_until, o.published_at, o.failed_at,
  case o.type when 'jobseeker.changed' then (o.payload #>> '{data,facts,id}')::uuid when 'jobseeker.erased' then (o.payload #>> '{data,jobseekerId}')::uuid end
    as jobseeker_id,
  case o.type when 'jobseeker.changed' then (o.payload #>> '{data,facts,version}')::integer when 'jobseeker.erased' then (o.payload #>> '{data,version}')::integer end
    as version
from jobseekers.outbox o;

grant usage on schema jobseekers to zhihe_operations;
grant select on jobseekers.consistency_people, jobseekers.consistency_decisions, jobseekers.consistency_grants, jobseekers.consistency_exposures,
  jobseekers.consistency_erasures, jobseekers.consistency_events to zhihe_operations;
grant select (id, type, created_at, claimed_until, published_at, confirmed_at, failed_at) on jobseekers.outbox to zhihe_operations;
grant select (consumer, event_id, received_at) on jobseekers.inbox to zhihe_operations;

create view jobseekers.consistency_imports with (security_barrier) as
select i.id, i.status, i.claimed_until, i.created_at from jobseekers.imports i;
grant select on jobseekers.consistency_imports to zhihe_operations;

create view jobseekers.consistency_answers with (security_barrier) as
select k.tenant_id, k.status, k.created_at from jobseekers.idempotency_keys k;
grant select on jobseekers.consistency_answers to zhihe_operations;

create function jobseekers.send_again(events uuid[]) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  sent integer;
begin
  update jobseekers.outbox o set published_at = null, confirmed_at = null, claimed_until = clock_timestamp(), claimed_by = null, failed_at = null, attempts = 0, error = null
  where o.id = any(events) and (o.published_at is not null or o.failed_at is not null);
  get diagnostics sent = row_count;
  perform pg_notify('outbox_jobseekers', '');
  return sent;
end
$$;

create function jobseekers.forget_unanswered(before timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone integer;
begin
  delete from jobseekers.idempotency_keys k where k.status is null and k.created_at < before;
  get diagnostics gone = row_count;
  return gone;
end
$$;

-- What is written in consent.given and not borne out by the register goes: nobody is matched or told of without having said so.
create function jobseekers.withdraw_unfounded(people uuid[]) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone integer;
begin
  perform from jobseekers.jobseekers j where j.id = any(people) order by j.id for update;
  delete from consent.given g where g.jobseeker_id = any(people) and g.purpose = 'matching' and not exists (
    select from jobseekers.jobseekers j join jobseekers.consistency_decisions d on d.jobseeker_id = j.id
    where j.id = g.jobseeker_id and j.status = 'active' and d.decision = 'granted');
  get diagnostics gone = row_count;
  return gone;
end
$$;

-- Matching is told to forget whoever may not be matched, under a new version; the facts are those of somebody of whom nothing is known.
create function jobseekers.tell_not_matched(people uuid[]) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  told integer;
begin
  with changed as (
    update jobseekers.jobseekers j set version = j.version + 1, updated_at = clock_timestamp()
    where j.id = any(people) and not exists (select from consent.given g where g.jobseeker_id = j.id and g.purpose = 'matching')
    returning j.id, j.tenant_id, j.version
  ), named as (select uuidv7() as event_id, c.* from changed c)
  insert into jobseekers.outbox (id, type, payload)
  select n.event_id, 'jobseeker.changed', jsonb_build_object(
    'id', n.event_id, 'type', 'jobseeker.changed', 'occurredAt', to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'data', jsonb_build_object('tenantId', n.tenant_id, 'facts', '{"active": false, "consentsToMatching": false, "birthMonth": null, "sex": null,
      "education": null, "regionCode": null, "willingRegions": null, "commuteMaxKm": null, "commuteMaxMinutes": null, "commuteModes": null,
      "workModes": null, "employmentForms": null, "desiredOccupations": null, "payFloorFen": null, "skills": [], "licences": null,
      "experience": null, "capabilities": [], "accommodationsNeeded": null}'::jsonb || jsonb_build_object('id', n.id, 'version', n.version)))
  from named n;
  get diagnostics told = row_count;
  perform pg_notify('outbox_jobseekers', '');
  return told;
end
$$;

-- What stands for the grants follows from them: whoever asks whether one is in force asks there.
create function jobseekers.follow_grants(grants uuid[]) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone integer;
  written integer;
begin
  perform from jobseekers.disclosure_grants g where g.id = any(grants) order by g.id for update;
  delete from consent.disclosures d where d.grant_id = any(grants) and not exists (
    select from jobseekers.disclosure_grants g where g.id = d.grant_id and g.ended_at is null);
  get diagnostics gone = row_count;
  insert into consent.disclosures as d (grant_id, tenant_id, expires_at)
  select g.id, g.tenant_id, g.expires_at from jobseekers.disclosure_grants g where g.id = any(grants) and g.ended_at is null
  on conflict (grant_id) do update set expires_at = excluded.expires_at where d.expires_at <> excluded.expires_at;
  get diagnostics written = row_count;
  return gone + written;
end
$$;

-- Everybody is told once more that these people are erased; said twice it is done once.
create function jobseekers.tell_erased(people uuid[]) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  told integer;
begin
  with named as (select uuidv7() as event_id, e.* from jobseekers.erasures e where e.jobseeker_id = any(people))
  insert into jobseekers.outbox (id, type, payload)
  select n.event_id, 'jobseeker.erased', jsonb_build_object(
    'id', n.event_id, 'type', 'jobseeker.erased', 'occurredAt', to_char(n.erased_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'data', jsonb_build_object('tenantId', n.tenant_id, 'jobseekerId', n.jobseeker_id, 'version', n.version, 'recipients', '[]'::jsonb))
  from named n;
  get diagnostics told = row_count;
  perform pg_notify('outbox_jobseekers', '');
  return told;
end
$$;
revoke all on function jobseekers.send_again(uuid[]), jobseekers.forget_unanswered(timestamptz), jobseekers.withdraw_unfounded(uuid[]),
  jobseekers.tell_not_matched(uuid[]), jobseekers.follow_grants(uuid[]), jobseekers.tell_erased(uuid[]) from public;
grant execute on function jobseekers.send_again(uuid[]), jobseekers.forget_unanswered(timestamptz), jobseekers.withdraw_unfounded(uuid[]),
  jobseekers.tell_not_matched(uuid[]), jobseekers.follow_grants(uuid[]), jobseekers.tell_erased(uuid[]) to zhihe_operations;
