-- The keys of requests that were answered, with their answers. Copy into a service's first migration; SCHEMA is the service.
create table SCHEMA.idempotency_keys (
  tenant_id uuid not null,
  key text not null,
  fingerprint text not null,
  status smallint,
  body text,
  created_at timestamptz not null,
  primary key (tenant_id, key)
);
create index idempotency_keys_created_at on SCHEMA.idempotency_keys (created_at);
