-- A file of postings on its way in. The row is the job: a worker leases it, and its progress is read from it.
create table postings.imports (
  id uuid primary key,
  tenant_id uuid not null,
  fair_id uuid not null references postings.fairs (id),
  by_key_id uuid not null,
  employer_id uuid, -- of a key that speaks for one employer: every row is this employer's
  registers_employers boolean not null, -- the key may register employers that are not there yet
  idempotency_key text,
  file_name text,
  media_type text not null,
  bytes bigint not null check (bytes >= 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  status text not null check (status in ('received', 'reading', 'needs_mapping', 'finished', 'failed')),
  problem jsonb,
  mapping jsonb, -- how sheets and columns were understood
  said jsonb, -- what the organiser said of them
  pieces_done integer not null default 0 check (pieces_done >= 0),
  rows_total integer,
  run integer not null default 1 check (run >= 1),
  attempts integer not null default 0 check (attempts >= 0), -- claims since the last piece was kept
  claimed_until timestamptz,
  claimed_by text,
  started_at timestamptz,
  finished_at timestamptz,
  file_cleared_at timestamptz,
  created_at timestamptz not null,
  constraint imports_idempotency_key unique (tenant_id, idempotency_key)
);
create index imports_due on postings.imports (created_at) where status in ('received', 'reading');
create index imports_fair on postings.imports (fair_id, created_at);
create index imports_to_clear on postings.imports (finished_at) where file_cleared_at is null and finished_at is not null;

create table postings.import_files (
  import_id uuid not null references postings.imports (id) on delete cascade,
  piece integer not null check (piece >= 0),
  bytes bytea not null,
  primary key (import_id, piece)
);

-- What became of each row. `place` is the order of the file over all its sheets.
create table postings.import_items (
  import_id uuid not null references postings.imports (id) on delete cascade,
  place integer not null check (place >= 0),
  sheet text not null,
  row_number integer not null check (row_number >= 1),
  outcome text not null check (outcome in ('created', 'updated', 'unchanged', 'rejected', 'skipped')),
  posting_id uuid,
  external_id text,
  title text,
  detail jsonb not null, -- questions, findings, errors, readings
  primary key (import_id, place)
);
create index import_items_outcome on postings.import_items (import_id, outcome, place);

grant select, insert, update, delete on postings.imports, postings.import_files, postings.import_items to zhihe_postings;
