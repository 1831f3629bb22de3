do $$
begin
  create role zhihe_webhooks login;
exception
  when duplicate_object or unique_violation then null;
end
$$;
grant zhihe_service to zhihe_webhooks;

create schema webhooks;

create table webhooks.endpoints (
  id uuid primary key,
  tenant_id uuid not null,
  employer_id uuid, -- null: every posting of the tenant
  url text not null check (length(url) between 8 and 4000),
  events text[] not null check (cardinality(events) >= 1),
  description text,
  status text not null check (status in ('active', 'disabled')),
  secret_key_id text,
  secret_sealed bytea,
  paused_until timestamptz, -- the receiver asked for a rest (429, 502, 504)
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz, -- kept for the sake of its messages; the secret is gone
  check (deleted_at is not null or (secret_key_id is not null and secret_sealed is not null))
);
create index endpoints_owner on webhooks.endpoints (tenant_id, employer_id, id) where deleted_at is null;

create table webhooks.messages (
  id text collate "C" primary key check (id ~ '^msg_[0-9a-f]{32}$'),
  endpoint_id uuid not null references webhooks.endpoints (id),
  tenant_id uuid not null, -- of the endpoint, as is the employer: lists are asked by owner
  employer_id uuid,
  event_id uuid not null,
  dedup_key text not null,
  type text not null,
  posting_id uuid not null,
  seq bigint not null,
  body text not null check (octet_length(body) < 20000), -- the exact bytes that are signed and sent
  status text not null check (status in ('pending', 'delivered', 'failed', 'cancelled')),
  attempts integer not null default 0 check (attempts >= 0),
  next_attempt_at timestamptz,
  claimed_until timestamptz, -- a lease: after this the message may be claimed again
  claimed_by text, -- the fencing token of that claim
  last_response_status smallint,
  created_at timestamptz not null,
  constraint messages_once unique (endpoint_id, event_id, dedup_key),
  check ((status = 'pending') = (next_attempt_at is not null)),
  check ((claimed_by is null) = (claimed_until is null)),
  check (status = 'pending' or claimed_by is null)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
create index messages_due on webhooks.messages (endpoint_id, next_attempt_at, id) where status = 'pending';
create index messages_in_flight on webhooks.messages (endpoint_id, claimed_until) where claimed_by is not null;
create index messages_owner on webhooks.messages (tenant_id, employer_id, id);
create index messages_endpoint on webhooks.messages (endpoint_id, id);

create table webhooks.attempts (
  message_id text collate "C" not null references webhooks.messages (id) on delete cascade,
  number integer not null check (number >= 1),
  started_at timestamptz not null,
  duration_ms integer check (duration_ms >= 0),
  outcome text not null check (outcome in ('sending', 'success', 'failure', 'unknown')),
  response_status smallint,
  error_code text,
  response_snippet text check (octet_length(response_snippet) <= 4096),
  next_attempt_at timestamptz,
  primary key (message_id, number)
);

create table webhooks.inbox (
  consumer text not null,
  event_id uuid not null,
  received_at timestamptz not null default now(),
  primary key (consumer, event_id)
);

create table webhooks.idempotency_keys (
  tenant_id uuid not null,
  key text not null,
  fingerprint text not null,
  status smallint,
  body text, -- sealed: the first answer holds the endpoint's secret
  created_at timestamptz not null,
  primary key (tenant_id, key)
);
create index idempotency_keys_created_at on webhooks.idempotency_keys (created_at);

grant usage on schema webhooks to zhihe_webhooks;
grant select, insert, update, delete on all tables in schema webhooks to zhihe_webhooks;
alter default privileges in schema webhooks grant select, insert, update, delete on tables to zhihe_webhooks;
