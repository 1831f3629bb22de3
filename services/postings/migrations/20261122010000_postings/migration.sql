do $$
begin
  create role zhihe_postings login;
exception
  when duplicate_object or unique_violation then null;
end
$$;
grant zhihe_service to zhihe_postings;

create schema postings;

create table postings.employers (
  id uuid primary key,
  tenant_id uuid not null,
  uscc text not null check (length(uscc) = 18),
  name text not null,
  kind text not null,
  region_code text not null check (region_code ~ '^\d{6}$'),
  address text,
  version integer not null check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint employers_tenant_uscc unique (tenant_id, uscc)
);

create table postings.fairs (
  id uuid primary key,
  tenant_id uuid not null,
  name text not null,
  region_code text not null check (region_code ~ '^\d{6}$'),
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  venue text,
  online boolean not null,
  organiser_name text not null,
  version integer not null check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  check (closes_at > opens_at)
);
create index fairs_tenant on postings.fairs (tenant_id, id);

-- employer_id, fair_id and closes_at repeat what content says, for keys and indices; one statement writes all of them.
create table postings.postings (
  id uuid primary key,
  tenant_id uuid not null,
  source text not null,
  external_id text not null,
  employer_id uuid not null references postings.employers (id),
  fair_id uuid references postings.fairs (id),
  status text not null check (status in ('received', 'needs_info', 'blocked', 'published', 'closed', 'merged')),
  reason_code text not null,
  content jsonb not null,
  closes_at timestamptz,
  version integer not null check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint postings_tenant_source_external_id unique (tenant_id, source, external_id)
);
create index postings_tenant_updated on postings.postings (tenant_id, updated_at, id);
create index postings_tenant_status_updated on postings.postings (tenant_id, status, updated_at, id);
create index postings_employer_updated on postings.postings (employer_id, updated_at, id);
create index postings_fair_updated on postings.postings (fair_id, updated_at, id) where fair_id is not null;
create index postings_published_updated on postings.postings (updated_at, id) where status = 'published';
create index postings_all_updated on postings.postings (updated_at, id);
create index postings_due_to_expire on postings.postings (closes_at) where status in ('published', 'needs_info');

-- What a posting was, version by version; never changed, so it also is the history of its status.
create table postings.posting_versions (
  posting_id uuid not null references postings.postings (id),
  version integer not null check (version >= 1),
  status text not null,
  reason_code text not null,
  content jsonb not null,
  note text,
  at timestamptz not null,
  by_key_id uuid not null,
  primary key (posting_id, version)
);

create table postings.idempotency_keys (
  tenant_id uuid not null,
  key text not null,
  fingerprint text not null,
  status smallint,
  body text,
  created_at timestamptz not null,
  primary key (tenant_id, key)
);
create index idempotency_keys_created_at on postings.idempotency_keys (created_at);

create table postings.outbox (
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

create index outbox_unpublished on postings.outbox (seq) where published_at is null and failed_at is null;
create index outbox_published_at on postings.outbox (published_at) where published_at is not null;
create index outbox_failed_at on postings.outbox (failed_at) where failed_at is not null;

grant usage on schema postings to zhihe_postings;
grant select, insert, update, delete on all tables in schema postings to zhihe_postings;
revoke update, delete on postings.posting_versions from zhihe_postings;
alter default privileges in schema postings grant select, insert, update, delete on tables to zhihe_postings;
