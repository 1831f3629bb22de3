-- Decision 019. A data key per person, wrapped by a key-encryption key that lies outside; in a schema of its own, so that a backup can leave it out:
-- without it what the vault holds is noise, and whoever's row is deleted here is forgotten in every copy.
create schema vault_keys;

create table vault_keys.data_keys (
  jobseeker_id uuid primary key references jobseekers.jobseekers (id) on delete cascade,
  tenant_id uuid not null,
  kek_id text not null,
  suite text not null check (suite in ('aes-256-gcm', 'sm4-ctr-hmac-sm3')),
  nonce bytea not null check (octet_length(nonce) = case suite when 'aes-256-gcm' then 12 else 16 end),
  wrapped bytea not null check (octet_length(wrapped) = case suite when 'aes-256-gcm' then 48 else 64 end), -- 32 bytes and the tag; bound to person and tenant
  created_at timestamptz not null,
  rewrapped_at timestamptz
) with (fillfactor = 85);

-- By what a person is found again, under every key that is configured: while a key is followed by another, she has rows under both.
create table vault.lookups (
  tenant_id uuid not null,
  jobseeker_id uuid not null references jobseekers.jobseekers (id) on delete cascade,
  kind text not null check (kind in ('id_number', 'certificate', 'phone')),
  hash_key_id text not null,
  hash bytea not null check (octet_length(hash) = 32), -- HMAC-SHA256 of the citizen number, of the card without the suffix of a re-issue, or of the telephone
  primary key (jobseeker_id, kind, hash_key_id, hash)
);
-- A tenant has a person once.
create unique index lookups_id_number on vault.lookups (tenant_id, hash_key_id, hash) where kind = 'id_number';
create index lookups_found on vault.lookups (hash, kind, tenant_id);

insert into vault.lookups (tenant_id, jobseeker_id, kind, hash_key_id, hash)
select tenant_id, jobseeker_id, 'id_number', hash_key_id, id_number_hash from vault.identities where id_number_hash is not null
union all
select tenant_id, jobseeker_id, 'certificate', hash_key_id, certificate_hash from vault.identities where certificate_hash is not null;

-- key_id says now which key-encryption key a row of before lies under; null: her own data key. hash_key_id: all her lookups are there under this
-- key; null: the rotation has yet to write them (until now telephones had none).
alter table vault.identities
  drop constraint identities_suite_check,
  drop constraint identities_nonce_check,
  drop constraint identities_tenant_id_number,
  alter column key_id drop not null,
  alter column hash_key_id drop not null,
  drop column id_number_hash,
  drop column certificate_hash,
  add column certificate_expires_on date,
  add constraint identities_suite check (suite in ('aes-256-gcm', 'sm4-ctr-hmac-sm3')),
  add constraint identities_nonce check (octet_length(nonce) = case suite when 'aes-256-gcm' then 12 else 16 end);
update vault.identities set hash_key_id = null;

grant usage on schema vault_keys to zhihe_jobseekers;
grant select, insert, update, delete on vault_keys.data_keys to zhihe_jobseekers;
grant select, insert, delete on vault.lookups to zhihe_jobseekers;

comment on column vault_keys.data_keys.jobseeker_id is 'purpose: whose data key it is; retention: person; flows: vault only, left out of backups';
comment on column vault_keys.data_keys.tenant_id is 'purpose: binds the key to the tenant of the person; retention: person; flows: vault only';
comment on column vault_keys.data_keys.kek_id is 'purpose: names the key-encryption key it is wrapped under; retention: person; flows: vault only';
comment on column vault_keys.data_keys.suite is 'purpose: names the cipher suite of the wrapping; retention: person; flows: vault only';
comment on column vault_keys.data_keys.nonce is 'purpose: nonce of the wrapping; retention: person; flows: vault only';
comment on column vault_keys.data_keys.wrapped is 'purpose: the data key under which her identity lies, wrapped; retention: person; flows: vault only, left out of backups';
comment on column vault_keys.data_keys.created_at is 'purpose: age of the data key; retention: person; flows: vault only';
comment on column vault_keys.data_keys.rewrapped_at is 'purpose: shows the progress of a rotation; retention: person; flows: vault only';
comment on column vault.lookups.tenant_id is 'purpose: a person is looked up within one tenant; retention: person; flows: vault only';
comment on column vault.lookups.jobseeker_id is 'purpose: whose number it is; retention: person; flows: vault only';
comment on column vault.lookups.kind is 'purpose: what was hashed; retention: person; flows: vault only';
comment on column vault.lookups.hash_key_id is 'purpose: names the key of the hash; retention: person; flows: vault only';
comment on column vault.lookups.hash is 'purpose: finds a person again by number or telephone without knowing either; retention: person; flows: vault only';
comment on column vault.identities.key_id is 'purpose: names the key of a row sealed before data keys, null for those under one; retention: person; flows: vault only';
comment on column vault.identities.hash_key_id is 'purpose: names the key under which all lookups of the person are written; retention: person; flows: vault only';
comment on column vault.identities.certificate_expires_on is 'purpose: reminds the federation to renew the certificate; tells neither type nor grade; retention: person; flows: the person''s own file and view';
