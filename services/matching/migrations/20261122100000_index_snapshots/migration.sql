-- One row for each snapshot of the index that a process may start from; the file holds the same token. A database that was restored to a time before
-- the snapshot does not know the token, and one that was copied row by row wrote it in another transaction: then the file is refused.
-- A migration that changes what is tailed without raising `xid` ends with `delete from matching.index_snapshots`: everybody reads the tables again.
create table matching.index_snapshots (
  token uuid primary key default uuidv7(),
  written_at timestamptz not null default now()
);

grant select, insert, delete on matching.index_snapshots to zhihe_matching;
