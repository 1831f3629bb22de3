-- Decision 025. Keys are managed over the API. No role of a service writes a key: the functions below do, as the owner, and the register alone may
-- call those that make, change or end one. A rotated key keeps its id; its old token opens until the overlap ends.
alter table access.api_keys
  add column previous_token_hash bytea unique check (octet_length(previous_token_hash) = 32),
  add column previous_expires_at timestamptz,
  add column rotated_at timestamptz,
  add column last_used_at timestamptz,
  add constraint api_keys_previous check ((previous_token_hash is null) = (previous_expires_at is null));

-- Who may come in by single sign-on, by what the issuer calls her: then the issuer's token needs to say nothing of tenant or region.
create table access.sso_subjects (
  id uuid primary key, -- of issuer and subject (RFC 9562 version 5): what stands as her key in the audit
  issuer text not null check (length(issuer) <= 300),
  subject text not null check (length(subject) <= 255),
  tenant_id uuid not null references access.tenants (id),
  region_code text check (region_code ~ '^\d{6}$'), -- null: the whole tenant
  created_at timestamptz not null,
  disabled_at timestamptz,
  unique (issuer, subject)
);
grant select on access.sso_subjects to zhihe_service;
grant select (id) on access.tenants to zhihe_service;

-- A token is looked up by its hash; all else of a key, but its label, tells who is calling.
revoke select on access.api_keys from zhihe_service;
grant select (id, tenant_id, token_hash, previous_token_hash, previous_expires_at, role, region_code, employer_id, expires_at, revoked_at)
  on access.api_keys to zhihe_service;

create function access.create_key(
  p_id uuid, p_tenant uuid, p_token_hash bytea, p_role text, p_region text, p_employer uuid, p_label text, p_at timestamptz, p_expires timestamptz
) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if p_expires is null or p_expires <= p_at or p_expires > p_at + interval '2 years' then
    raise exception 'a key expires within two years' using errcode = 'check_violation';
  end if;
  insert into access.api_keys (id, tenant_id, token_hash, role, region_code, employer_id, label, created_at, expires_at)
  values (p_id, p_tenant, p_token_hash, p_role, p_region, p_employer, p_label, p_at, p_expires);
end
$$;

-- Returns whether there was such a key that still opened. What was rotated before opens no more.
create function access.rotate_key(p_id uuid, p_token_hash bytea, p_at timestamptz, p_overlap_seconds integer) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if p_overlap_seconds is null or p_overlap_seconds not between 0 and 604800 then
    raise exception 'the overlap is seven days at most' using errcode = 'check_violation';
  end if;
  update access.api_keys k
  set previous_token_hash = k.token_hash, previous_expires_at = p_at + make_interval(secs => p_overlap_seconds), token_hash = p_token_hash, rotated_at = p_at
  where k.id = p_id and k.revoked_at is null and (k.expires_at is null or k.expires_at > p_at);
  return found;
end
$$;

-- Returns whether there is such a key; said twice it is said once.
create function access.revoke_key(p_id uuid, p_at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update access.api_keys k set revoked_at = coalesce(k.revoked_at, p_at) where k.id = p_id;
  return found;
end
$$;

-- All about keys that may be shown; no hash.
create function access.list_keys() returns table (
  id uuid, tenant_id uuid, tenant_name text, role text, region_code text, employer_id uuid, label text, created_at timestamptz,
  expires_at timestamptz, revoked_at timestamptz, rotated_at timestamptz, previous_expires_at timestamptz, last_used_at timestamptz
)
language sql stable security definer set search_path = pg_catalog, pg_temp
begin atomic
  select k.id, k.tenant_id, t.name, k.role, k.region_code, k.employer_id, k.label, k.created_at, k.expires_at, k.revoked_at, k.rotated_at,
    k.previous_expires_at, k.last_used_at
  from access.api_keys k join access.tenants t on t.id = k.tenant_id;
end;

-- Notes a use, once a minute; whoever holds the row just now is not waited for.
create function access.note_use(p_id uuid, p_at timestamptz) returns void
language sql security definer set search_path = pg_catalog, pg_temp
begin atomic
  update access.api_keys k set last_used_at = p_at
  where k.id = (
    select n.id from access.api_keys n
    where n.id = p_id and (n.last_used_at is null or n.last_used_at <= p_at - interval '1 minute') for update skip locked
  );
end;

revoke all on function access.create_key, access.rotate_key, access.revoke_key, access.list_keys, access.note_use from public;
grant execute on function access.note_use to zhihe_service;

comment on column access.api_keys.previous_token_hash is 'purpose: lets the token before the last rotation open until the overlap ends; retention: row; flows: none';
comment on column access.api_keys.previous_expires_at is 'purpose: when that token stops; retention: row; flows: admin';
comment on column access.api_keys.rotated_at is 'purpose: shows when the key was rotated last; retention: row; flows: admin';
comment on column access.api_keys.last_used_at is 'purpose: shows keys that nobody uses; retention: row; flows: admin';
comment on column access.sso_subjects.id is 'purpose: names the staff member in the audit without her name; retention: forever; flows: audit';
comment on column access.sso_subjects.issuer is 'purpose: which identity provider vouches for her; retention: row; flows: none';
comment on column access.sso_subjects.subject is 'purpose: what that provider calls her; retention: row; flows: none';
comment on column access.sso_subjects.tenant_id is 'purpose: whose people she may serve; retention: row; flows: none';
comment on column access.sso_subjects.region_code is 'purpose: of which region subtree, null being the whole tenant; retention: row; flows: none';
comment on column access.sso_subjects.created_at is 'purpose: since when she may come in; retention: row; flows: none';
comment on column access.sso_subjects.disabled_at is 'purpose: since when she may not come in any more; retention: row; flows: none';
