-- Who may be matched and told of, now. Written by jobseekers alone, in the very transaction that changes a person; read by whoever is about to
-- act on one, in the transaction in which it acts (decision 016). A pseudonym and a purpose, nothing else.
create schema consent;
grant usage on schema consent to zhihe_service;

create table consent.given (
  jobseeker_id uuid not null,
  purpose text not null check (purpose in ('matching')),
  since timestamptz not null,
  primary key (jobseeker_id, purpose)
);
grant select on consent.given to zhihe_service;
