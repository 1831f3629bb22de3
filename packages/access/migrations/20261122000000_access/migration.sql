-- Every service's login role is a member, and may look up who is calling; only the owner writes keys.
do $$
begin
  create role zhihe_service nologin;
exception
  when duplicate_object or unique_violation then null;
end
$$;

create schema access;
grant usage on schema access to zhihe_service;

create table access.tenants (
  id uuid primary key,
  name text not null,
  created_at timestamptz not null
);

create table access.api_keys (
  id uuid primary key,
  tenant_id uuid not null references access.tenants (id),
  -- SHA-256 of a key of 256 random bits: nothing to guess, so no salt and no stretching is needed.
  token_hash bytea not null unique,
  role text not null check (role in ('organiser', 'enterprise', 'federation', 'admin')),
  region_code text,
  employer_id uuid,
  label text not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  check (role = 'federation' or region_code is null),
  check (role = 'enterprise' or employer_id is null)
);

grant select on access.api_keys to zhihe_service;
