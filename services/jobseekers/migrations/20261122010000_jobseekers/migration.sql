do $$
begin
  create role zhihe_jobseekers login;
exception
  when duplicate_object or unique_violation then null;
end
$$;
grant zhihe_service to zhihe_jobseekers;

create schema jobseekers;
-- Who a person is. A schema of its own, so that a backup, a grant or a role of its own can be drawn around it.
create schema vault;

-- region_code repeats what profile says, because it decides who may see the row; one statement writes both.
create table jobseekers.jobseekers (
  id uuid primary key,
  tenant_id uuid not null,
  status text not null check (status in ('active', 'inactive')),
  region_code text not null check (region_code ~ '^\d{6}$'),
  profile jsonb not null check (jsonb_typeof(profile) = 'object' and profile ->> 'regionCode' = region_code),
  version integer not null check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- The second net: identity has no place in a profile.
  constraint jobseekers_profile_without_identity check (not profile ?| array['name', 'idNumber', 'certificateNumber', 'phone'])
);
create index jobseekers_tenant_region on jobseekers.jobseekers (tenant_id, region_code text_pattern_ops, id);

-- A ledger: rows are added and never changed. The newest by decided_at counts, and of two at one time the one recorded later (seq).
create table jobseekers.consents (
  id uuid primary key,
  seq bigint generated always as identity,
  jobseeker_id uuid not null references jobseekers.jobseekers (id),
  purpose text not null check (purpose in ('matching', 'sensitive_data', 'disclosure', 'follow_up')),
  recipient uuid,
  text_version text not null,
  decision text not null check (decision in ('granted', 'revoked')),
  decided_at timestamptz not null,
  recorded_at timestamptz not null,
  by_key_id uuid not null,
  check ((purpose = 'disclosure') = (recipient is not null))
);
create index consents_jobseeker on jobseekers.consents (jobseeker_id, decided_at, seq);

create table vault.identities (
  jobseeker_id uuid primary key references jobseekers.jobseekers (id),
  tenant_id uuid not null,
  key_id text not null,
  suite text not null check (suite = 'aes-256-gcm'),
  nonce bytea not null check (octet_length(nonce) = 12),
  ciphertext bytea not null, -- name, idNumber, certificateNumber, phone as JSON, and the 16 bytes of the tag; bound to jobseeker_id and tenant_id
  hash_key_id text not null,
  id_number_hash bytea check (octet_length(id_number_hash) = 32), -- HMAC-SHA256 of the person's 18 characters; null when no number was given
  certificate_hash bytea check (octet_length(certificate_hash) = 32), -- HMAC-SHA256 of the card's 20 characters, without the suffix of a re-issue
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint identities_tenant_id_number unique (tenant_id, id_number_hash)
);
create index identities_certificate on vault.identities (tenant_id, certificate_hash) where certificate_hash is not null;

create table jobseekers.idempotency_keys (
  tenant_id uuid not null,
  key text not null,
  fingerprint text not null, -- an HMAC: bodies hold personal data
  status smallint,
  body text, -- the answer, with identity masked
  created_at timestamptz not null,
  primary key (tenant_id, key)
);
create index idempotency_keys_created_at on jobseekers.idempotency_keys (created_at);

create table jobseekers.outbox (
  id uuid primary key, -- the event's id
  seq bigint generated always as identity, -- order of insertion, not of commit: never read `seq > cursor`
  type text not null,
  payload jsonb not null, -- the whole event
  xid xid8 not null default pg_current_xact_id(),
  created_at timestamptz not null default now(),
  claimed_until timestamptz, -- a lease: after this the row may be claimed again
  claimed_by text, -- the fencing token of that claim
  published_at timestamptz,
  attempts integer not null default 0, -- publications this row refused by itself; a queue that is down does not count
  failed_at timestamptz, -- set aside after too many attempts; clear it (and attempts) to try again
  error text
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

create index outbox_unpublished on jobseekers.outbox (seq) where published_at is null and failed_at is null;
create index outbox_published_at on jobseekers.outbox (published_at) where published_at is not null;
create index outbox_failed_at on jobseekers.outbox (failed_at) where failed_at is not null;

grant usage on schema jobseekers, vault to zhihe_jobseekers;
grant select, insert, update, delete on all tables in schema jobseekers, vault to zhihe_jobseekers;
revoke update, delete on jobseekers.consents from zhihe_jobseekers;
alter default privileges in schema jobseekers grant select, insert, update, delete on tables to zhihe_jobseekers;
