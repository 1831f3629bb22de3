-- Decision 028. What the house was found to be, and what was done about it. The role comes from packages/access; each service lends it what it
-- compares, in a migration of its own.
create schema operations;

create table operations.reports (
  id uuid primary key,
  tenant_id uuid not null,
  by_key_id uuid, -- null: the command line
  started_at timestamptz not null,
  finished_at timestamptz, -- null: it is being made, or whoever made it is gone
  consistent boolean,
  report jsonb, -- codes, counts and ids
  check ((finished_at is null) = (report is null) and (finished_at is null) = (consistent is null))
);
create index reports_newest on operations.reports (started_at desc);

create table operations.repairs (
  id uuid primary key,
  tenant_id uuid not null,
  by_key_id uuid,
  at timestamptz not null,
  done jsonb not null -- what was done, by code
);
create index repairs_at on operations.repairs (at);

grant usage on schema operations to zhihe_operations;
grant select, insert, update, delete on operations.reports to zhihe_operations;
grant select, insert, delete on operations.repairs to zhihe_operations;

comment on column operations.reports.id is 'purpose: names a report; retention: P90D; flows: admins';
comment on column operations.reports.tenant_id is 'purpose: of the key that asked; retention: P90D; flows: none';
comment on column operations.reports.by_key_id is 'purpose: which key asked; retention: P90D; flows: none';
comment on column operations.reports.started_at is 'purpose: when it was begun; retention: P90D; flows: admins';
comment on column operations.reports.finished_at is 'purpose: when it was made; retention: P90D; flows: admins';
comment on column operations.reports.consistent is 'purpose: whether everything agreed; retention: P90D; flows: admins';
comment on column operations.reports.report is 'purpose: what did not agree, as codes, counts and ids, pseudonyms among them; retention: P90D; flows: admins';
comment on column operations.repairs.id is 'purpose: names a repair; retention: P90D; flows: admins';
comment on column operations.repairs.tenant_id is 'purpose: of the key that asked; retention: P90D; flows: none';
comment on column operations.repairs.by_key_id is 'purpose: which key asked; retention: P90D; flows: none';
comment on column operations.repairs.at is 'purpose: when; retention: P90D; flows: admins';
comment on column operations.repairs.done is 'purpose: how many of which finding were mended; retention: P90D; flows: admins';
