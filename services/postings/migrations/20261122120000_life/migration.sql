-- Findings stand with the posting they are about, and for ever in a ledger; a duplicate points at the posting it stands behind.
alter table postings.postings
  add column findings jsonb not null default '[]',
  add column confirmed_at timestamptz not null default now(), -- last time somebody wrote it or said that it is still open
  add column canonical_id uuid references postings.postings (id),
  add constraint postings_merged_into check ((status = 'merged') = (canonical_id is not null));
update postings.postings set confirmed_at = updated_at;
alter table postings.postings alter column confirmed_at drop default;
create index postings_merged on postings.postings (canonical_id) where canonical_id is not null;
create index postings_to_confirm on postings.postings (confirmed_at) where status = 'published';

create table postings.findings (
  id uuid primary key,
  posting_id uuid not null references postings.postings (id),
  tenant_id uuid not null,
  employer_id uuid not null,
  posting_version integer not null check (posting_version >= 1), -- the version it was first found in
  rule_id text not null,
  severity text not null check (severity in ('block', 'warn', 'ask')),
  quote text not null,
  finding jsonb not null,
  found_at timestamptz not null,
  gone_at timestamptz,
  decision text check (decision in ('accepted', 'dismissed')),
  decided_at timestamptz,
  decided_by uuid,
  note text,
  check ((decision is null) = (decided_at is null))
);
create index findings_tenant on postings.findings (tenant_id, found_at, id);
create index findings_posting on postings.findings (posting_id, found_at, id);

-- Which posting was taken for a copy of which, and whether somebody said that it is none.
create table postings.merges (
  posting_id uuid not null references postings.postings (id),
  canonical_id uuid not null references postings.postings (id),
  similarity integer not null check (similarity between 0 and 100),
  reason jsonb not null,
  merged_at timestamptz not null,
  undone_at timestamptz,
  undone_by uuid,
  primary key (posting_id, canonical_id)
);

grant select, insert, update on postings.findings, postings.merges to zhihe_postings;
revoke delete on postings.findings, postings.merges from zhihe_postings;

drop index postings.postings_due_to_expire;
create index postings_due_to_expire on postings.postings (closes_at) where status in ('published', 'needs_info', 'blocked', 'merged');
