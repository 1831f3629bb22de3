-- Decision 021. Which disclosures may be told of, now: for whoever is about to say so to the employer, in the transaction in which the attempt is
-- noted. Written by jobseekers alone. It says neither who the person is, nor which employer, nor the receipt.
create table consent.disclosures (
  grant_id uuid primary key,
  tenant_id uuid not null,
  expires_at timestamptz not null
);
comment on column consent.disclosures.grant_id is 'purpose: asks at the moment of sending whether a disclosure still stands; retention: person; flows: webhooks';
comment on column consent.disclosures.tenant_id is 'purpose: whose person it is about, for row-level security; retention: row; flows: none';
comment on column consent.disclosures.expires_at is 'purpose: until when the employer may be told; retention: row; flows: webhooks';

grant select on consent.disclosures to zhihe_service;
