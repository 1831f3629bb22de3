-- How often a person is recommended, as matching says it. No type, no grade, no name: who she is stays in the vault.
-- Without a reference to jobseekers.jobseekers: an event may come after the person is gone, and is then of no consequence.
create table jobseekers.exposures (
  jobseeker_id uuid primary key,
  seq bigint not null check (seq >= 1), -- of matching; only a higher one is newer
  lists integer not null check (lists >= 0),
  first_places integer not null check (first_places >= 0),
  proposals integer not null check (proposals >= 0), -- ever, not now
  changed_at timestamptz not null
) with (fillfactor = 80);

create table jobseekers.inbox (
  consumer text not null,
  event_id uuid not null,
  received_at timestamptz not null default now(),
  primary key (consumer, event_id)
);

grant select, insert, update, delete on jobseekers.exposures, jobseekers.inbox to zhihe_jobseekers;
