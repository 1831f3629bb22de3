-- Copy into the first migration of a service and replace SCHEMA (e.g. postings). The service's role needs select, insert, update and delete
-- on both tables. A service that only consumes needs `inbox` alone, one that only emits needs `outbox` alone.

create table SCHEMA.outbox (
  id uuid primary key, -- the event's id
  seq bigint generated always as identity, -- order of insertion, not of commit: never read `seq > cursor`
  type text not null,
  payload jsonb not null, -- the whole event
  xid xid8 not null default pg_current_xact_id(),
  created_at timestamptz not null default now(),
  claimed_until timestamptz, -- a lease: after this the row may be claimed again
  claimed_by text, -- the fencing token of that claim
  published_at timestamptz, -- when it was claimed to be published: before the queue had it, never after
  attempts integer not null default 0, -- publications this row refused by itself; a queue that is down does not count
  failed_at timestamptz, -- set aside after too many attempts; clear it (and attempts) to try again
  error text,
  confirmed_at timestamptz, -- since when every consumer is known to have it
  resent integer not null default 0 -- how often it was sent again because the queue had lost it
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

create index outbox_unpublished on SCHEMA.outbox (seq) where published_at is null and failed_at is null;
create index outbox_published_at on SCHEMA.outbox (published_at) where published_at is not null;
create index outbox_failed_at on SCHEMA.outbox (failed_at) where failed_at is not null;
create index outbox_unconfirmed on SCHEMA.outbox (published_at, id) where published_at is not null and confirmed_at is null;

create table SCHEMA.outbox_epochs (
  consumer text primary key, -- whose queue
  epoch text not null, -- the mark that its queue was seen to hold: another one, or none, means that its data is gone
  lost_before timestamptz not null -- what was published before this and has not arrived was lost
);

create table SCHEMA.inbox (
  consumer text not null,
  event_id uuid not null,
  received_at timestamptz not null default now(),
  primary key (consumer, event_id)
);
