-- Decision 026. What a human decided of a pair stands on the list of its posting, so that whoever ranks or shows the list has it in hand.
alter table matching.shortlists
  add column suppressed uuid[] not null default '{}', -- who is not proposed to this posting
  add column pinned uuid[] not null default '{}'; -- who has a place on its list while no hard rule excludes her

-- A person's request that a human look at a match again (PIPL 24). What was asked and decided is told to her and to nobody else.
create table matching.match_reviews (
  id uuid primary key,
  tenant_id uuid not null,
  match_id uuid not null references matching.matches (id) on delete cascade,
  posting_id uuid not null,
  jobseeker_id uuid not null,
  status text not null check (status in ('requested', 'in_review', 'upheld', 'changed')),
  question text not null,
  statement text check (length(statement) <= 500),
  outcome text check (outcome in ('suppress', 'allow')),
  reason text check (length(reason) <= 500),
  requested_at timestamptz not null,
  due_at timestamptz not null,
  decided_at timestamptz,
  check ((status = 'changed') = (outcome is not null)),
  check ((status in ('upheld', 'changed')) = (decided_at is not null))
);
create unique index match_reviews_open on matching.match_reviews (match_id) where status in ('requested', 'in_review');
create index match_reviews_due on matching.match_reviews (tenant_id, due_at, id);
create index match_reviews_all_due on matching.match_reviews (due_at, id);
create index match_reviews_match on matching.match_reviews (match_id, requested_at);

-- Who did what with it, and with which key. Only added to; it goes with its review.
create table matching.match_review_steps (
  review_id uuid not null references matching.match_reviews (id) on delete cascade,
  step integer not null check (step >= 1),
  tenant_id uuid not null,
  status text not null check (status in ('requested', 'in_review', 'upheld', 'changed')),
  at timestamptz not null,
  by_key_id uuid not null,
  primary key (review_id, step)
);

-- Of whom an enterprise has been told on a day of China's calendar, by lists and single matches.
create table matching.people_seen (
  employer_id uuid not null,
  day date not null,
  jobseeker_id uuid not null,
  tenant_id uuid not null, -- of the posting
  key_id uuid not null, -- by which she was seen first on that day
  at timestamptz not null,
  primary key (employer_id, day, jobseeker_id)
);
create index people_seen_at on matching.people_seen (at);
create index people_seen_key on matching.people_seen (key_id, at);
create index people_seen_jobseeker on matching.people_seen (jobseeker_id);

revoke all on matching.match_reviews, matching.match_review_steps, matching.people_seen from zhihe_matching;
grant select, insert, update, delete on matching.match_reviews to zhihe_matching;
grant select, insert on matching.match_review_steps to zhihe_matching;
grant select, insert, delete on matching.people_seen to zhihe_matching;

-- Every list is read anew: what is kept in files does not know the two columns.
delete from matching.index_snapshots;

-- A person's copy of what is held of her has these as well.
alter function rights.matching_export(uuid) rename to matching_export_of_matches;
revoke all on function rights.matching_export_of_matches(uuid) from public, zhihe_jobseekers;
create function rights.matching_export(person uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select rights.matching_export_of_matches(person) || jsonb_build_object(
    'reviews', coalesce((
      select jsonb_agg(to_jsonb(r) || jsonb_build_object('steps', coalesce((
        select jsonb_agg(to_jsonb(s) - array['review_id'] order by s.step) from matching.match_review_steps s where s.review_id = r.id), '[]')
      ) order by r.requested_at) from matching.match_reviews r where r.jobseeker_id = person), '[]'),
    'seenBy', coalesce((
      select jsonb_agg(to_jsonb(s) - array['jobseeker_id'] order by s.at) from matching.people_seen s where s.jobseeker_id = person), '[]'),
    'decidedByHumans', coalesce((
      select jsonb_agg(jsonb_build_object('postingId', l.posting_id, 'suppressed', person = any (l.suppressed), 'pinned', person = any (l.pinned)))
      from matching.shortlists l where l.suppressed @> array[person] or l.pinned @> array[person]), '[]')
  )
$$;
revoke all on function rights.matching_export(uuid) from public;
grant execute on function rights.matching_export(uuid) to zhihe_jobseekers;

comment on column matching.shortlists.suppressed is 'purpose: people a human took off this posting; retention: person; flows: ranking';
comment on column matching.shortlists.pinned is 'purpose: people a human gave a place on this list; retention: person; flows: ranking';
comment on column matching.match_reviews.id is 'purpose: name of a request for human review; retention: person; flows: federation';
comment on column matching.match_reviews.tenant_id is 'purpose: whose request it is; retention: person; flows: none';
comment on column matching.match_reviews.match_id is 'purpose: what is to be looked at; retention: person; flows: federation';
comment on column matching.match_reviews.posting_id is 'purpose: the posting of the match; retention: person; flows: federation';
comment on column matching.match_reviews.jobseeker_id is 'purpose: whose match it is, as a pseudonym; retention: person; flows: federation';
comment on column matching.match_reviews.status is 'purpose: how the request stands; retention: person; flows: federation';
comment on column matching.match_reviews.question is 'purpose: what is asked, as a code; retention: person; flows: federation';
comment on column matching.match_reviews.statement is 'purpose: what the person says of the work; retention: person; flows: federation';
comment on column matching.match_reviews.outcome is 'purpose: what was changed; retention: person; flows: federation, ranking';
comment on column matching.match_reviews.reason is 'purpose: why it was decided so, for the person; retention: person; flows: federation';
comment on column matching.match_reviews.requested_at is 'purpose: when it was asked; retention: person; flows: federation';
comment on column matching.match_reviews.due_at is 'purpose: until when it must be answered; retention: person; flows: federation';
comment on column matching.match_reviews.decided_at is 'purpose: when it was decided; retention: person; flows: federation';
comment on column matching.match_review_steps.review_id is 'purpose: which request; retention: person; flows: none';
comment on column matching.match_review_steps.step is 'purpose: order of the steps; retention: person; flows: none';
comment on column matching.match_review_steps.tenant_id is 'purpose: whose request it is; retention: person; flows: none';
comment on column matching.match_review_steps.status is 'purpose: what it became; retention: person; flows: none';
comment on column matching.match_review_steps.at is 'purpose: when; retention: person; flows: none';
comment on column matching.match_review_steps.by_key_id is 'purpose: by which key, so that a decision can be answered for; retention: person; flows: none';
comment on column matching.people_seen.employer_id is 'purpose: which enterprise was told; retention: P1Y; flows: none';
comment on column matching.people_seen.day is 'purpose: the day of China the limit counts; retention: P1Y; flows: none';
comment on column matching.people_seen.jobseeker_id is 'purpose: of whom it was told, as a pseudonym; retention: P1Y; flows: none';
comment on column matching.people_seen.tenant_id is 'purpose: whose posting it was; retention: P1Y; flows: none';
comment on column matching.people_seen.key_id is 'purpose: who was exposed through a key; retention: P1Y; flows: none';
comment on column matching.people_seen.at is 'purpose: when she was first seen that day; retention: P1Y; flows: none';
