-- Evidence: that somebody looked at an employer, what a public body declares of its posts, and who came to a fair.
alter table postings.employers
  add column verification jsonb,
  add column establishment jsonb,
  add constraint employers_establishment check (establishment is null or kind in ('party_government', 'public_institution'));
create index employers_public_bodies on postings.employers (region_code, id) where kind in ('party_government', 'public_institution');
create index employers_establishment_declared on postings.employers (id) where establishment is not null;

-- What an employer was, version by version; never changed.
create table postings.employer_versions (
  employer_id uuid not null references postings.employers (id),
  version integer not null check (version >= 1),
  uscc text not null,
  name text not null,
  kind text not null,
  region_code text not null,
  address text,
  verification jsonb,
  establishment jsonb,
  at timestamptz not null,
  by_key_id uuid not null,
  primary key (employer_id, version)
);
-- Who wrote the employers that are there already was not kept.
insert into postings.employer_versions (employer_id, version, uscc, name, kind, region_code, address, at, by_key_id)
select id, version, uscc, name, kind, region_code, address, updated_at, '00000000-0000-7000-8000-000000000000' from postings.employers;

create table postings.attendances (
  id uuid primary key,
  tenant_id uuid not null,
  fair_id uuid not null references postings.fairs (id),
  employer_id uuid not null references postings.employers (id),
  attended_on date not null,
  form text not null check (form in ('onsite', 'online')),
  booth text,
  note text,
  withdrawn boolean not null, -- recorded by mistake: it stands with its history and counts nowhere
  version integer not null check (version >= 1),
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint attendances_once unique (fair_id, employer_id, attended_on)
);
create index attendances_fair on postings.attendances (fair_id, attended_on, id);
create index attendances_employer on postings.attendances (employer_id, attended_on, id);

create table postings.attendance_versions (
  attendance_id uuid not null references postings.attendances (id),
  version integer not null check (version >= 1),
  form text not null,
  booth text,
  note text,
  withdrawn boolean not null,
  at timestamptz not null,
  by_key_id uuid not null,
  primary key (attendance_id, version)
);

grant select, insert, update on postings.attendances to zhihe_postings;
grant select, insert on postings.employer_versions, postings.attendance_versions to zhihe_postings;
revoke delete on postings.attendances from zhihe_postings;
revoke update, delete on postings.employer_versions, postings.attendance_versions from zhihe_postings;
