-- Decision 028. What whoever compares the services with each other may see of webhooks: which message is about what and how far it has come, never a
-- body, an address, a secret or what a receiver answered.
grant usage on schema webhooks to zhihe_operations;
grant select (id, tenant_id, employer_id, events, status, paused_until, open_until, created_at, updated_at, deleted_at) on webhooks.endpoints
  to zhihe_operations;
grant select (id, endpoint_id, event_id, dedup_key, type, posting_id, seq, match_id, status, attempts, next_attempt_at, claimed_until, created_at)
  on webhooks.messages to zhihe_operations;
grant select (message_id, number, outcome, started_at) on webhooks.attempts to zhihe_operations;
grant select (consumer, event_id, received_at) on webhooks.inbox to zhihe_operations;
grant select (jobseeker_id, erased_at) on webhooks.erasures to zhihe_operations;
grant select (tenant_id, status, created_at) on webhooks.idempotency_keys to zhihe_operations;

-- These events are heard as if for the first time when they come again; a message that is there already is left alone.
create function webhooks.hear_again(events uuid[]) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  forgotten integer;
begin
  delete from webhooks.inbox i where i.consumer = 'webhooks' and i.event_id = any(events);
  get diagnostics forgotten = row_count;
  return forgotten;
end
$$;

-- What is on record of attempts decides: their number, and that what no receiver has taken is still to be sent, under its own id.
create function webhooks.follow_attempts(followed text[], before timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  counted integer;
  returned integer;
  unknown integer;
begin
  perform from webhooks.messages m where m.id = any(followed) order by m.id for update;
  update webhooks.messages m set attempts = made.last
  from (select a.message_id, max(a.number) as last from webhooks.attempts a where a.message_id = any(followed) group by a.message_id) made
  where m.id = made.message_id and m.attempts <> made.last;
  get diagnostics counted = row_count;
  update webhooks.messages m set status = 'pending', next_attempt_at = clock_timestamp(), claimed_by = null, claimed_until = null
  where m.id = any(followed) and m.status = 'delivered' and m.redacted_at is null
    and not exists (select from webhooks.attempts a where a.message_id = m.id and a.outcome = 'success');
  get diagnostics returned = row_count;
  update webhooks.attempts a set outcome = 'unknown' from webhooks.messages m
  where m.id = any(followed) and a.message_id = m.id and a.outcome = 'sending' and a.started_at < before
    and (m.claimed_by is null or a.number < m.attempts);
  get diagnostics unknown = row_count;
  perform pg_notify('webhooks_messages', '');
  return counted + returned + unknown;
end
$$;

create function webhooks.forget_unanswered(before timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  gone integer;
begin
  delete from webhooks.idempotency_keys k where k.status is null and k.created_at < before;
  get diagnostics gone = row_count;
  return gone;
end
$$;
revoke all on function webhooks.hear_again(uuid[]), webhooks.follow_attempts(text[], timestamptz), webhooks.forget_unanswered(timestamptz) from public;
grant execute on function webhooks.hear_again(uuid[]), webhooks.follow_attempts(text[], timestamptz), webhooks.forget_unanswered(timestamptz)
  to zhihe_operations;
