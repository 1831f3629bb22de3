-- Decision 022. What every column is for, how long it is kept and where it goes: infra/data-map.md is made from this.
comment on column consent.given.jobseeker_id is 'purpose: who may be matched and told of, under her pseudonym; retention: person; flows: matching and webhooks, which ask at the moment of acting';
comment on column consent.given.purpose is 'purpose: for what; retention: person; flows: matching and webhooks, which ask at the moment of acting';
comment on column consent.given.since is 'purpose: since when; retention: person; flows: matching and webhooks, which ask at the moment of acting';
