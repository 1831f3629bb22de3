do $$
begin
  if not exists (select from pg_roles where rolname = 'zhihe_matching') then
    create role zhihe_matching login;
  end if;
exception
  when duplicate_object or unique_violation then null; -- another database of this server made it at the same moment
end
$$;
grant zhihe_service to zhihe_matching;

create schema matching;
grant usage on schema matching to zhihe_matching;
alter default privileges in schema matching grant select, insert, update, delete on tables to zhihe_matching;

-- Copies of what the other services announced. `xid` is the transaction that wrote the row last: every process tails the three tables by it.
create table matching.postings (
  id uuid primary key,
  tenant_id uuid not null,
  employer_id uuid not null,
  version integer not null check (version >= 1),
  status text not null check (status in ('open', 'closed')),
  opens_at timestamptz,
  closes_at timestamptz,
  facts jsonb, -- null: it was closed before it was ever heard of
  xid xid8 not null default pg_current_xact_id(),
  changed_at timestamptz not null default now(),
  check (status = 'closed' or facts is not null)
);
create index postings_xid on matching.postings (xid);
create index postings_closes_at on matching.postings (closes_at) where status = 'open' and closes_at is not null;
create index postings_opens_at on matching.postings (opens_at) where status = 'open' and opens_at is not null;

create table matching.jobseekers (
  id uuid primary key,
  tenant_id uuid not null,
  region_code text,
  version integer not null check (version >= 1),
  facts jsonb not null,
  xid xid8 not null default pg_current_xact_id(),
  changed_at timestamptz not null default now()
);
create index jobseekers_xid on matching.jobseekers (xid);

-- Every version that was ever ranked, so that a receipt can be replayed. Insert-only.
create table matching.posting_facts (
  id uuid not null,
  version integer not null,
  facts jsonb not null,
  primary key (id, version)
);
create table matching.jobseeker_facts (
  id uuid not null,
  version integer not null,
  facts jsonb not null,
  primary key (id, version)
);

-- "This must be ranked again", written in the transaction that made it so. A mark goes when a rank has been verified to cover it.
create table matching.due (
  seq bigint generated always as identity primary key,
  kind text not null check (kind in ('posting', 'jobseeker')),
  entity_id uuid not null,
  created_at timestamptz not null default now(),
  claimed_until timestamptz,
  claimed_by text
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
create index due_claimed_by on matching.due (claimed_by, claimed_until);

create table matching.shortlists (
  posting_id uuid primary key,
  posting_version integer not null, -- 0: made and not ranked yet
  seq bigint not null, -- rises with each change
  size integer not null check (size between 0 and 50),
  floor_tier smallint check (floor_tier in (0, 1)),
  floor_key integer,
  ranked_at timestamptz,
  xid xid8 not null default pg_current_xact_id(),
  changed_at timestamptz not null default now(),
  check ((size = 0) = (floor_tier is null) and (size = 0) = (floor_key is null))
);
create index shortlists_xid on matching.shortlists (xid);

create table matching.shortlist_entries (
  posting_id uuid not null,
  jobseeker_id uuid not null,
  match_id uuid not null unique,
  rank integer not null check (rank between 1 and 50),
  rank_key integer not null,
  verdict text not null check (verdict in ('eligible', 'conditional')),
  score integer not null check (score between 0 and 10000),
  confidence integer not null check (confidence between 0 and 10000),
  component_scores integer[] not null,
  posting_version integer not null,
  jobseeker_version integer not null,
  scoring_version text not null,
  evaluated_at timestamptz not null,
  primary key (posting_id, jobseeker_id)
);
create index shortlist_entries_rank on matching.shortlist_entries (posting_id, rank);

-- Every pair that was ever shown or published.
create table matching.matches (
  id uuid primary key,
  posting_id uuid not null,
  jobseeker_id uuid not null,
  created_at timestamptz not null default now(),
  unique (posting_id, jobseeker_id)
);

create table matching.outbox (
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
create index outbox_unpublished on matching.outbox (seq) where published_at is null and failed_at is null;
create index outbox_published_at on matching.outbox (published_at) where published_at is not null;
create index outbox_failed_at on matching.outbox (failed_at) where failed_at is not null;

create table matching.inbox (
  consumer text not null,
  event_id uuid not null,
  received_at timestamptz not null default now(),
  primary key (consumer, event_id)
);

grant select, insert, update, delete on all tables in schema matching to zhihe_matching;
