-- Decision 016. Who may be matched, for whoever is about to act on it: the register writes it with each change that decides it, and nobody else does.
grant insert, delete on consent.given to zhihe_jobseekers;

insert into consent.given (jobseeker_id, purpose, since)
select j.id, 'matching', j.updated_at
from jobseekers.jobseekers j
where j.status = 'active' and (
  select c.decision from jobseekers.consents c
  where c.jobseeker_id = j.id and c.purpose = 'matching' order by c.decided_at desc, c.seq desc limit 1
) = 'granted'
on conflict do nothing;
