-- Decision 028. What whoever compares the services with each other may see of postings: ids, versions, states and times; of events nothing of what
-- they say but whom they are about.
create view postings.consistency_events with (security_barrier) as
select o.id, o.type, o.created_at, o.claimed_until, o.published_at, o.failed_at,
  (o.payload #>> '{data,postingId}')::uuid as posting_id,
  (o.payload #>> '{data,version}')::integer as version,
  (o.payload #>> '{data,tenantId}')::uuid as tenant_id,
  (o.payload #>> '{data,employerId}')::uuid as employer_id
from postings.outbox o;

grant usage on schema postings to zhihe_operations;
grant select on postings.consistency_events to zhihe_operations;
grant select (id, type, created_at, claimed_until, published_at, confirmed_at, failed_at) on postings.outbox to zhihe_operations;
grant select (id, tenant_id, employer_id, status, version) on postings.postings to zhihe_operations;
grant select (posting_id, version, status, at) on postings.posting_versions to zhihe_operations;
grant select (id, status, claimed_until, created_at) on postings.imports to zhihe_operations;
grant select (tenant_id, status, created_at) on postings.idempotency_keys to zhihe_operations;

-- What it may mend here: an event is sent again under its own id, which every consumer takes once.
create function postings.send_again(events uuid[]) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  sent integer;
begin
  update postings.outbox o set published_at = null, confirmed_at = null, claimed_until = clock_timestamp(), claimed_by = null, failed_at = null, attempts = 0, error = null
  where o.id = any(events) and (o.published_at is not null or o.failed_at is not null);
  get diagnostics sent = row_count;
  perform pg_notify('outbox_postings', '');
  return sent;
end
$$;

-- A key under which no answer was ever kept can be used again.
create function postings.forget_unanswered(before timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone integer;
begin
  delete from postings.idempotency_keys k where k.status is null and k.created_at < before;
  get diagnostics gone = row_count;
  return gone;
end
$$;
revoke all on function postings.send_again(uuid[]), postings.forget_unanswered(timestamptz) from public;
grant execute on function postings.send_again(uuid[]), postings.forget_unanswered(timestamptz) to zhihe_operations;
