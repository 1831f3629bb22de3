-- Decision 021. What was said about what: the ledger keeps the text, the fields, until when, how and by whom.
alter table jobseekers.consents
  add column fields text[] check (fields is null or (cardinality(fields) between 1 and 10 and fields <@ array['name', 'phone', 'education', 'skills',
    'experience', 'licences', 'capabilities', 'accommodations', 'disability', 'certificate_number'])),
  add column expires_at timestamptz,
  add column text_sha256 text check (text_sha256 ~ '^[0-9a-f]{64}$'), -- null: the text was not kept here
  add column channel text check (channel in ('online', 'paper', 'phone', 'in_person', 'import')), -- null: not said
  add column proxy_relation text
    check (proxy_relation in ('guardian', 'parent', 'spouse', 'child', 'sibling', 'other_relative', 'entrusted')),
  add column receipt text unique check (receipt ~ '^dr_[A-Za-z0-9_-]{43}$'),
  add constraint consents_of_disclosure check (purpose = 'disclosure' or (fields is null and expires_at is null and receipt is null)),
  -- What was granted to be disclosed before this migration was never read by anybody, and has no receipt.
  add constraint consents_receipt_has_terms check (receipt is null or (decision = 'granted' and fields is not null and expires_at is not null));
comment on column jobseekers.consents.fields is 'purpose: what the person agreed to have disclosed; retention: person; flows: webhooks, the employer named by recipient';
comment on column jobseekers.consents.expires_at is 'purpose: until when the employer may read it; retention: person; flows: webhooks, the employer named by recipient';
comment on column jobseekers.consents.text_sha256 is 'purpose: proof of which text was shown; retention: person; flows: none';
comment on column jobseekers.consents.channel is 'purpose: proof of how the person said it; retention: person; flows: none';
comment on column jobseekers.consents.proxy_relation is 'purpose: proof of who said it for the person, as a code; retention: person; flows: none';
comment on column jobseekers.consents.receipt is 'purpose: by which the employer reads what was granted; retention: person; flows: webhooks, the employer named by recipient';

-- The texts that people are shown. Rows are added and never changed; of a purpose the newest counts.
create table jobseekers.consent_texts (
  tenant_id uuid not null,
  purpose text not null check (purpose in ('matching', 'sensitive_data', 'disclosure', 'follow_up')),
  version text not null check (version ~ '^[A-Za-z0-9._-]{1,40}$'),
  seq bigint generated always as identity,
  zh text not null check (length(zh) between 1 and 10000),
  en text check (length(en) between 1 and 10000),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'), -- of the JSON array [zh, en]
  published_at timestamptz not null,
  by_key_id uuid not null,
  primary key (tenant_id, purpose, version)
);
create index consent_texts_in_force on jobseekers.consent_texts (tenant_id, purpose, seq desc);
comment on column jobseekers.consent_texts.tenant_id is 'purpose: whose text it is; retention: forever; flows: none';
comment on column jobseekers.consent_texts.purpose is 'purpose: what it asks consent for; retention: forever; flows: none';
comment on column jobseekers.consent_texts.version is 'purpose: its name in the ledger of consents; retention: forever; flows: none';
comment on column jobseekers.consent_texts.seq is 'purpose: order of publication; retention: forever; flows: none';
comment on column jobseekers.consent_texts.zh is 'purpose: proof of what people were shown; retention: forever; flows: none';
comment on column jobseekers.consent_texts.en is 'purpose: the same in English; retention: forever; flows: none';
comment on column jobseekers.consent_texts.sha256 is 'purpose: ties a consent to this text; retention: forever; flows: none';
comment on column jobseekers.consent_texts.published_at is 'purpose: since when it counts; retention: forever; flows: none';
comment on column jobseekers.consent_texts.by_key_id is 'purpose: which key published it; retention: forever; flows: none';

-- What employers may read now, and until when they could. A consequence of the ledger, written in the transaction of the decision.
create table jobseekers.disclosure_grants (
  id uuid primary key, -- of the consent it came from
  tenant_id uuid not null,
  jobseeker_id uuid not null references jobseekers.jobseekers (id) on delete cascade,
  recipient uuid not null,
  receipt text not null unique check (receipt ~ '^dr_[A-Za-z0-9_-]{43}$'), -- in plain: it is shown again, and opens nothing without a key of the recipient
  candidate_ref text not null,
  fields text[] not null check (cardinality(fields) >= 1),
  text_version text not null,
  text_sha256 text,
  granted_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_by text check (ended_by in ('revoked', 'replaced', 'text_replaced', 'erased')),
  check ((ended_at is null) = (ended_by is null))
);
create unique index disclosure_grants_one on jobseekers.disclosure_grants (jobseeker_id, recipient) where ended_at is null;
create index disclosure_grants_recipient on jobseekers.disclosure_grants (recipient, id desc) where ended_at is null;
create index disclosure_grants_tenant on jobseekers.disclosure_grants (tenant_id) where ended_at is null;
comment on column jobseekers.disclosure_grants.id is 'purpose: the consent it came from; retention: person; flows: webhooks';
comment on column jobseekers.disclosure_grants.tenant_id is 'purpose: whose person it is; retention: person; flows: webhooks';
comment on column jobseekers.disclosure_grants.jobseeker_id is 'purpose: the pseudonym of the person; retention: person; flows: webhooks';
comment on column jobseekers.disclosure_grants.recipient is 'purpose: the employer that may read; retention: person; flows: webhooks';
comment on column jobseekers.disclosure_grants.receipt is 'purpose: by which the employer reads; retention: person; flows: webhooks, the employer';
comment on column jobseekers.disclosure_grants.candidate_ref is 'purpose: the name by which the employer knows the person; retention: person; flows: webhooks, the employer';
comment on column jobseekers.disclosure_grants.fields is 'purpose: what may be read; retention: person; flows: webhooks, the employer';
comment on column jobseekers.disclosure_grants.text_version is 'purpose: which text was agreed to; retention: person; flows: none';
comment on column jobseekers.disclosure_grants.text_sha256 is 'purpose: proof of that text; retention: person; flows: none';
comment on column jobseekers.disclosure_grants.granted_at is 'purpose: when the person decided; retention: person; flows: the employer';
comment on column jobseekers.disclosure_grants.expires_at is 'purpose: until when it may be read; retention: person; flows: webhooks, the employer';
comment on column jobseekers.disclosure_grants.ended_at is 'purpose: since when it may not be read any more; retention: person; flows: none';
comment on column jobseekers.disclosure_grants.ended_by is 'purpose: why it ended, as a code; retention: person; flows: webhooks, the employer';

-- Who received what (网络数据安全管理条例 12: three years at least). No reference to the person: it outlives her, as a pseudonym that nothing explains.
-- Rows are added and never changed: what was withheld at the last moment is a row of its own that names the first.
create table jobseekers.disclosures (
  id uuid primary key,
  tenant_id uuid not null,
  jobseeker_id uuid not null,
  recipient uuid not null,
  key_id uuid not null,
  grant_id uuid not null,
  receipt text not null,
  candidate_ref text not null,
  fields text[] not null,
  text_version text not null,
  text_sha256 text,
  at timestamptz not null,
  withholds uuid references jobseekers.disclosures (id)
);
create index disclosures_jobseeker on jobseekers.disclosures (jobseeker_id, id desc);
create index disclosures_recipient on jobseekers.disclosures (recipient, at, jobseeker_id);
create unique index disclosures_withheld on jobseekers.disclosures (withholds) where withholds is not null;
comment on column jobseekers.disclosures.id is 'purpose: names one reading; retention: P3Y; flows: none';
comment on column jobseekers.disclosures.tenant_id is 'purpose: whose person it was; retention: P3Y; flows: none';
comment on column jobseekers.disclosures.jobseeker_id is 'purpose: the pseudonym of the person, kept after erasure as the law asks; retention: P3Y; flows: none';
comment on column jobseekers.disclosures.recipient is 'purpose: the employer that received; retention: P3Y; flows: none';
comment on column jobseekers.disclosures.key_id is 'purpose: the key that read; retention: P3Y; flows: none';
comment on column jobseekers.disclosures.grant_id is 'purpose: the consent it rested on; retention: P3Y; flows: none';
comment on column jobseekers.disclosures.receipt is 'purpose: under which it was read; retention: P3Y; flows: none';
comment on column jobseekers.disclosures.candidate_ref is 'purpose: by which the employer is told to delete what it received; retention: P3Y; flows: webhooks';
comment on column jobseekers.disclosures.fields is 'purpose: which kinds of data were received; retention: P3Y; flows: none';
comment on column jobseekers.disclosures.text_version is 'purpose: which text was agreed to; retention: P3Y; flows: none';
comment on column jobseekers.disclosures.text_sha256 is 'purpose: proof of that text; retention: P3Y; flows: none';
comment on column jobseekers.disclosures.at is 'purpose: when it was read; retention: P3Y; flows: none';
comment on column jobseekers.disclosures.withholds is 'purpose: the reading that was stopped before it was sent; retention: P3Y; flows: none';

-- The role has every right on new tables of its schema; what is only added to is not changed by it.
revoke update, delete on jobseekers.consent_texts, jobseekers.disclosures from zhihe_jobseekers;
revoke update on jobseekers.disclosure_grants from zhihe_jobseekers;
grant update (ended_at, ended_by) on jobseekers.disclosure_grants to zhihe_jobseekers;
grant insert, delete on consent.disclosures to zhihe_jobseekers;
