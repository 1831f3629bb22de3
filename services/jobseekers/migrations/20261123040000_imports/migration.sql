-- Decision 024. A file of people on its way in. The row is the job: an importer leases it, and its progress is read from it. Nothing in it says who
-- is in the file.
create table jobseekers.imports (
  id uuid primary key,
  tenant_id uuid not null,
  region_code text check (region_code ~ '^\d{6}$'), -- of the key that sent it: whom its rows may touch, and who sees it; null: the whole tenant
  by_key_id uuid not null,
  actor text not null check (actor in ('federation', 'admin')),
  idempotency_key text,
  fingerprint bytea not null check (octet_length(fingerprint) = 32), -- an HMAC: a bare hash of a small file could be guessed back
  media_type text not null check (length(media_type) <= 100),
  bytes bigint not null check (bytes > 0),
  consents jsonb not null check (jsonb_typeof(consents) = 'array'),
  status text not null check (status in ('received', 'reading', 'needs_mapping', 'finished', 'failed')),
  problem jsonb,
  mapping jsonb, -- how sheets and columns were understood; headings, never cells
  said jsonb, -- what the organisation said of them
  file_format text check (file_format in ('xlsx', 'xls', 'csv', 'ndjson', 'json')),
  pieces_done integer not null default 0 check (pieces_done >= 0),
  rows_done integer not null default 0 check (rows_done >= 0),
  rows_total integer,
  created_count integer not null default 0,
  updated_count integer not null default 0,
  unchanged_count integer not null default 0,
  refused_count integer not null default 0,
  skipped_count integer not null default 0,
  run integer not null default 1 check (run >= 1),
  attempts integer not null default 0 check (attempts >= 0), -- claims since the last piece was kept
  claimed_until timestamptz,
  claimed_by text,
  started_at timestamptz,
  finished_at timestamptz,
  upload_destroyed_at timestamptz,
  created_at timestamptz not null,
  constraint imports_idempotency_key unique (tenant_id, idempotency_key)
);
create index imports_due on jobseekers.imports (created_at) where status in ('received', 'reading');
create index imports_to_destroy on jobseekers.imports (finished_at) where upload_destroyed_at is null and finished_at is not null;

-- What became of each row. `place` is the order of the file over all its sheets. A person who is erased leaves her row without her.
create table jobseekers.import_items (
  import_id uuid not null references jobseekers.imports (id) on delete cascade,
  tenant_id uuid not null,
  place integer not null check (place >= 0),
  sheet integer check (sheet >= 1),
  row_number integer not null check (row_number >= 1),
  outcome text not null check (outcome in ('created', 'updated', 'unchanged', 'refused', 'skipped')),
  jobseeker_id uuid references jobseekers.jobseekers (id) on delete set null,
  findings jsonb not null check (jsonb_typeof(findings) = 'array'), -- codes and columns; never what was sent
  primary key (import_id, place),
  check (jobseeker_id is null or outcome in ('created', 'updated', 'unchanged'))
);
create index import_items_outcome on jobseekers.import_items (import_id, outcome, place);
-- One person is one row of a file, whatever happens to whoever reads it.
create unique index import_items_person on jobseekers.import_items (jobseeker_id, import_id) where jobseeker_id is not null;

-- The file as it came, sealed piece by piece under a key of its own.
create table vault.import_files (
  import_id uuid not null references jobseekers.imports (id) on delete cascade,
  tenant_id uuid not null,
  piece integer not null check (piece >= 0),
  sealed bytea not null, -- nonce, ciphertext, tag
  primary key (import_id, piece)
);

create schema if not exists vault_keys;
-- Apart from the files, so that a backup may leave it out: without its row a file is noise.
create table vault_keys.import_keys (
  import_id uuid primary key references jobseekers.imports (id) on delete cascade,
  tenant_id uuid not null,
  kek_id text not null,
  suite text not null, -- of the wrap and of the pieces
  nonce bytea not null,
  wrapped bytea not null, -- 32 bytes under the KEK, bound to import and tenant
  created_at timestamptz not null
);

-- Whose data key is destroyed is to be forgotten, and the sealed files in which she stands hold her number: their keys go with hers, whoever destroys
-- it. One that is being read goes at its end.
create function jobseekers.destroy_uploads_of() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  with gone as (
    update jobseekers.imports i set upload_destroyed_at = now()
    where i.upload_destroyed_at is null and i.status not in ('received', 'reading')
      and exists (select from jobseekers.import_items x where x.jobseeker_id = old.jobseeker_id and x.import_id = i.id)
    returning i.id
  ), unlocked as (
    delete from vault_keys.import_keys k using gone where k.import_id = gone.id
  )
  delete from vault.import_files f using gone where f.import_id = gone.id;
  return null;
end
$$;
revoke all on function jobseekers.destroy_uploads_of() from public;
create trigger destroy_uploads after delete on vault_keys.data_keys for each row execute function jobseekers.destroy_uploads_of();

grant usage on schema vault_keys to zhihe_jobseekers;
revoke all on jobseekers.imports, jobseekers.import_items, vault.import_files, vault_keys.import_keys from zhihe_jobseekers;
grant select, insert, update, delete on jobseekers.imports to zhihe_jobseekers;
grant select, insert, delete on jobseekers.import_items, vault.import_files to zhihe_jobseekers;
grant select, insert, update, delete on vault_keys.import_keys to zhihe_jobseekers;

comment on column jobseekers.imports.id is 'purpose: names an import of people; retention: P3Y; flows: sender';
comment on column jobseekers.imports.tenant_id is 'purpose: whose people the file is about; retention: row; flows: none';
comment on column jobseekers.imports.region_code is 'purpose: region subtree of the key that sent the file; retention: row; flows: none';
comment on column jobseekers.imports.by_key_id is 'purpose: which API key sent the file, for the audit; retention: row; flows: audit';
comment on column jobseekers.imports.actor is 'purpose: role of that key, for the audit; retention: row; flows: audit';
comment on column jobseekers.imports.idempotency_key is 'purpose: one file sent twice is one import; retention: row; flows: none';
comment on column jobseekers.imports.fingerprint is 'purpose: tells whether a repeated request sends the same file (keyed HMAC); retention: row; flows: none';
comment on column jobseekers.imports.media_type is 'purpose: how to read the file; retention: row; flows: none';
comment on column jobseekers.imports.bytes is 'purpose: size of the file, checked when it is opened; retention: row; flows: sender';
comment on column jobseekers.imports.consents is 'purpose: consents that the sender states to hold on paper for everybody in the file; retention: row; flows: sender';
comment on column jobseekers.imports.status is 'purpose: progress; retention: row; flows: sender';
comment on column jobseekers.imports.problem is 'purpose: what is wrong with the file as a whole, without its content; retention: row; flows: sender';
comment on column jobseekers.imports.mapping is 'purpose: how columns were understood (headings, no cells); retention: row; flows: sender';
comment on column jobseekers.imports.said is 'purpose: corrections of the mapping by the sender; retention: row; flows: none';
comment on column jobseekers.imports.file_format is 'purpose: whether a workbook can be given back; retention: row; flows: none';
comment on column jobseekers.imports.pieces_done is 'purpose: where to go on after a crash; retention: row; flows: none';
comment on column jobseekers.imports.rows_done is 'purpose: progress; retention: row; flows: sender';
comment on column jobseekers.imports.rows_total is 'purpose: progress; retention: row; flows: sender';
comment on column jobseekers.imports.created_count is 'purpose: progress; retention: row; flows: sender';
comment on column jobseekers.imports.updated_count is 'purpose: progress; retention: row; flows: sender';
comment on column jobseekers.imports.unchanged_count is 'purpose: progress; retention: row; flows: sender';
comment on column jobseekers.imports.refused_count is 'purpose: progress; retention: row; flows: sender';
comment on column jobseekers.imports.skipped_count is 'purpose: progress; retention: row; flows: sender';
comment on column jobseekers.imports.run is 'purpose: counts how often a mapping started it anew; retention: row; flows: sender';
comment on column jobseekers.imports.attempts is 'purpose: an import that fails again and again is ended; retention: row; flows: none';
comment on column jobseekers.imports.claimed_until is 'purpose: lease of the importer that works on it; retention: row; flows: none';
comment on column jobseekers.imports.claimed_by is 'purpose: fencing token of that lease; retention: row; flows: none';
comment on column jobseekers.imports.started_at is 'purpose: progress; retention: row; flows: sender';
comment on column jobseekers.imports.finished_at is 'purpose: from when the seven days of the sealed file count; retention: row; flows: sender';
comment on column jobseekers.imports.upload_destroyed_at is 'purpose: proof of when the key of the file was destroyed; retention: row; flows: none';
comment on column jobseekers.imports.created_at is 'purpose: order of work and proof of when the file came; retention: row; flows: sender';
comment on column jobseekers.import_items.import_id is 'purpose: which import; retention: P3Y; flows: sender';
comment on column jobseekers.import_items.tenant_id is 'purpose: whose people; retention: row; flows: none';
comment on column jobseekers.import_items.place is 'purpose: order of the file; retention: row; flows: sender';
comment on column jobseekers.import_items.sheet is 'purpose: place of the row, for whoever corrects the file; retention: row; flows: sender';
comment on column jobseekers.import_items.row_number is 'purpose: place of the row, for whoever corrects the file; retention: row; flows: sender';
comment on column jobseekers.import_items.outcome is 'purpose: what became of the row; retention: row; flows: sender';
comment on column jobseekers.import_items.jobseeker_id is 'purpose: which person the row is, by her pseudonym; retention: person; flows: sender';
comment on column jobseekers.import_items.findings is 'purpose: which checks failed in which columns, without values; retention: row; flows: sender';
comment on column vault.import_files.import_id is 'purpose: which import; retention: P7D; flows: none';
comment on column vault.import_files.tenant_id is 'purpose: whose people; retention: row; flows: none';
comment on column vault.import_files.piece is 'purpose: order of the pieces of the file; retention: row; flows: none';
comment on column vault.import_files.sealed is 'purpose: the file until it is read and, seven days, corrected, under its own key; retention: P7D; flows: sender (workbook)';
comment on column vault_keys.import_keys.import_id is 'purpose: which import; retention: P7D; flows: none';
comment on column vault_keys.import_keys.tenant_id is 'purpose: whose people; retention: row; flows: none';
comment on column vault_keys.import_keys.kek_id is 'purpose: which key-encryption key wraps it; retention: row; flows: none';
comment on column vault_keys.import_keys.suite is 'purpose: how the key is wrapped and the file sealed; retention: row; flows: none';
comment on column vault_keys.import_keys.nonce is 'purpose: nonce of the wrap; retention: row; flows: none';
comment on column vault_keys.import_keys.wrapped is 'purpose: key of the sealed file, wrapped; retention: P7D; flows: none';
comment on column vault_keys.import_keys.created_at is 'purpose: age of the key; retention: row; flows: none';
