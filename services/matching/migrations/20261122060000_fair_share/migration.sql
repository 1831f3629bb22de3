-- New proposals of a posting in one calendar month of China ('2026-11'), and how many it may have. Who waits comes in when the month turns.
alter table matching.shortlists
  add column proposals_month text check (proposals_month ~ '^[0-9]{4}-[0-9]{2}$'),
  add column proposals integer not null default 0 check (proposals >= 0),
  add column proposals_cap integer not null default 100 check (proposals_cap >= 0);
create index shortlists_used_up on matching.shortlists (proposals_month) where proposals >= proposals_cap;

-- "Make every list anew", in batches; each batch is one job, and may be done twice.
create table matching.rebuilds (
  id uuid primary key,
  started_at timestamptz not null
);
create table matching.rebuild_batches (
  rebuild_id uuid not null references matching.rebuilds (id),
  batch integer not null check (batch >= 1),
  posting_ids uuid[] not null,
  done integer not null default 0 check (done >= 0),
  failed integer not null default 0 check (failed >= 0),
  finished_at timestamptz,
  primary key (rebuild_id, batch)
);
create index rebuild_batches_open on matching.rebuild_batches (rebuild_id) where finished_at is null;

grant select, insert, update, delete on matching.rebuilds, matching.rebuild_batches to zhihe_matching;
