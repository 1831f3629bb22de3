-- A merged posting says how like the two are, now and in its history.
alter table postings.postings add column likeness jsonb;
update postings.postings posting
set likeness = jsonb_build_object('similarity', merge.similarity) || merge.reason
from postings.merges merge
where merge.posting_id = posting.id and merge.canonical_id = posting.canonical_id;

alter table postings.posting_versions
  add column canonical_id uuid,
  add column likeness jsonb;

-- What a row of an import was kept as by an earlier run of it: a run that reads the row otherwise goes on with that posting, or closes it.
create table postings.import_rows_before (
  import_id uuid not null references postings.imports (id) on delete cascade,
  sheet text not null,
  row_number integer not null check (row_number >= 1),
  posting_id uuid not null references postings.postings (id),
  primary key (import_id, sheet, row_number, posting_id)
);
create index import_items_posting on postings.import_items (posting_id) where posting_id is not null;

grant select, insert, delete on postings.import_rows_before to zhihe_postings;
