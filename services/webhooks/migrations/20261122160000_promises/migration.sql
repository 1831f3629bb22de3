-- Decision 016. Secrets in a table of their own: rotation overlaps, and HMAC and Ed25519 live side by side.
create table webhooks.secrets (
  id uuid primary key,
  endpoint_id uuid not null references webhooks.endpoints (id),
  scheme text not null check (scheme in ('v1', 'v1a')),
  key_id text not null, -- of the key that sealed it
  sealed bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz -- null: the one in use; else it signs beside it until then
);
create unique index secrets_in_use on webhooks.secrets (endpoint_id) where expires_at is null;
create index secrets_endpoint on webhooks.secrets (endpoint_id);
-- An endpoint's id is what its secret was sealed for, so what is sealed can move as it is.
insert into webhooks.secrets (id, endpoint_id, scheme, key_id, sealed, created_at)
select id, id, 'v1', secret_key_id, secret_sealed, created_at from webhooks.endpoints where deleted_at is null;

alter table webhooks.endpoints
  drop column secret_key_id,
  drop column secret_sealed,
  drop constraint endpoints_status_check,
  add constraint endpoints_status_check check (status in ('active', 'paused', 'disabled')),
  add column secrets_version integer not null default 1, -- rises with each change of its secrets
  add column people_per_month integer check (people_per_month between 1 and 100000), -- null: no cap
  add column disabled_at timestamptz,
  add column disabled_reason text check (disabled_reason in ('gone', 'failing')),
  -- The breaker. Failures in a row and since when; open until then, after that one message at a time is tried.
  add column failures integer not null default 0 check (failures >= 0),
  add column failing_since timestamptz,
  add column open_until timestamptz,
  add constraint endpoints_disabled check ((status = 'disabled') = (disabled_at is not null)) not valid;
update webhooks.endpoints set disabled_at = updated_at, disabled_reason = 'gone' where status = 'disabled';
alter table webhooks.endpoints validate constraint endpoints_disabled;

alter table webhooks.messages
  alter column posting_id drop not null, -- import.finished and endpoint.disabled are about none
  alter column seq drop not null,
  drop constraint messages_status_check,
  -- held: beyond the cap, in the order of priority; missed: its endpoint was disabled, a replay sends it
  add constraint messages_status_check check (status in ('pending', 'held', 'delivered', 'failed', 'cancelled', 'missed')),
  add column match_id uuid,
  add column jobseeker_id uuid, -- a pseudonym, never sent: consent is asked for by it at the moment of sending
  add column priority integer not null default 0, -- the score of a proposed match: what is held goes out from the top
  add column tries integer not null default 0 check (tries >= 0), -- answered attempts of the schedule; probes and lost ones are not among them
  add column lost integer not null default 0 check (lost >= 0), -- attempts whose sender died, in a row
  add column released_at timestamptz, -- when it was let out under the cap: what counts against it
  -- Of its next attempt. manual: somebody asked for it, and what follows is scheduled again. test: one attempt whatever the state of its
  -- endpoint (paused, disabled, breaker open), which neither the breaker nor the cap nor the statistics notice.
  add column next_kind text not null default 'scheduled' check (next_kind in ('scheduled', 'manual', 'test'));
create index messages_test on webhooks.messages (next_attempt_at) where status = 'pending' and next_kind = 'test';
-- Replays and statistics ask by time; rows come in the order of time, so a block range says enough.
create index messages_created on webhooks.messages using brin (created_at) with (autosummarize = on);
create index messages_held on webhooks.messages (endpoint_id, priority desc, id) where status = 'held';
create index messages_released on webhooks.messages (endpoint_id, released_at) where released_at is not null;
create index messages_match on webhooks.messages (endpoint_id, match_id) where match_id is not null;
create index messages_jobseeker on webhooks.messages (jobseeker_id) where jobseeker_id is not null and status in ('pending', 'held');

-- Each row is written when its attempt begins and once more when it is answered: with room in its page that touches no index.
alter table webhooks.attempts set (fillfactor = 50);
alter table webhooks.attempts
  add column kind text not null default 'scheduled' check (kind in ('scheduled', 'manual', 'probe', 'test'));

-- Which of these people may be told of now, held until the transaction ends: a revoke waits for it, one under way is not waited for. A lock
-- needs a right to write; this function lends it.
create function webhooks.hold_consent(people uuid[]) returns setof uuid
language sql volatile security definer set search_path = ''
begin atomic
  select jobseeker_id from consent.given where purpose = 'matching' and jobseeker_id = any(people) for key share skip locked;
end;
revoke all on function webhooks.hold_consent from public;
grant execute on function webhooks.hold_consent to zhihe_webhooks;
