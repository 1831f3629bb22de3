-- Decision 022. Of a person who is erased the messages lose their bodies: at once those that told of her, and those that take back what was told as soon
-- as they have been sent. `redacted_at` stays as the proof.
alter table webhooks.messages
  add column redact_when_sent boolean not null default false,
  add column redacted_at timestamptz;
create index messages_about on webhooks.messages (jobseeker_id) where jobseeker_id is not null;
create index messages_candidate on webhooks.messages ((body::jsonb #>> '{data,candidateRef}'))
  where type in ('match.proposed', 'match.updated', 'match.withdrawn', 'disclosure.granted', 'disclosure.revoked', 'candidate.erased');
create index messages_to_redact on webhooks.messages (status, id) where redact_when_sent and redacted_at is null;
create index messages_redacted on webhooks.messages (redacted_at) where redacted_at is not null;

create index attempts_started on webhooks.attempts using brin (started_at);

-- Who is erased, so that what comes late is not told any more: her pseudonym, and the names under which employers knew her.
create table webhooks.erasures (
  jobseeker_id uuid primary key,
  tenant_id uuid not null,
  candidate_refs text[] not null,
  erased_at timestamptz not null
);
create index erasures_refs on webhooks.erasures using gin (candidate_refs);
create index erasures_erased_at on webhooks.erasures (erased_at);
revoke all on webhooks.erasures from zhihe_webhooks;
grant select, insert, delete on webhooks.erasures to zhihe_webhooks;

-- What was said of a person to whom. Of a recipient the origin of its address: the rest of it may hold a secret.
create function rights.webhooks_export(person uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with names as (
    select distinct m.body::jsonb #>> '{data,candidateRef}' as ref from webhooks.messages m
    where m.jobseeker_id = person and m.body::jsonb #>> '{data,candidateRef}' is not null
  ), about as (
    select m.* from webhooks.messages m where m.jobseeker_id = person
    union
    select m.* from webhooks.messages m join names n on m.body::jsonb #>> '{data,candidateRef}' = n.ref
    where m.type in ('match.proposed', 'match.updated', 'match.withdrawn', 'disclosure.granted', 'disclosure.revoked', 'candidate.erased')
  )
  select jsonb_build_object('messages', coalesce(jsonb_agg(
    (to_jsonb(a) - array['claimed_until', 'claimed_by', 'dedup_key', 'redact_when_sent'])
      || jsonb_build_object(
        'body', a.body::jsonb,
        'recipient', jsonb_build_object(
          'endpoint_id', e.id, 'tenant_id', e.tenant_id, 'employer_id', e.employer_id, 'origin', substring(e.url from '^[a-z]+://[^/?#]+')),
        'attempts_made', coalesce((
          select jsonb_agg(to_jsonb(t) - 'message_id' order by t.number) from webhooks.attempts t where t.message_id = a.id), '[]'))
    order by a.created_at, a.id), '[]'))
  from about a join webhooks.endpoints e on e.id = a.endpoint_id
$$;
revoke all on function rights.webhooks_export(uuid) from public;
grant execute on function rights.webhooks_export(uuid) to zhihe_jobseekers;

comment on column webhooks.messages.redact_when_sent is 'purpose: its body goes as soon as it has been sent, as it takes back what was told of an erased person; retention: row; flows: none';
comment on column webhooks.messages.redacted_at is 'purpose: proof that its body is gone; retention: row; flows: none';
comment on column webhooks.erasures.jobseeker_id is 'purpose: the pseudonym of an erased person, so that late events are not told; retention: P1Y; flows: none';
comment on column webhooks.erasures.tenant_id is 'purpose: whose person it was; retention: row; flows: none';
comment on column webhooks.erasures.candidate_refs is 'purpose: the names under which employers knew her, so that late events are not told; retention: row; flows: none';
comment on column webhooks.erasures.erased_at is 'purpose: when she was erased; retention: P1Y; flows: none';
