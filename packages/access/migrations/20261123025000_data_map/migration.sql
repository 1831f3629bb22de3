-- Decision 022. What every column is for, how long it is kept and where it goes: infra/data-map.md is made from this.
comment on column access.tenants.id is 'purpose: names a tenant; retention: forever; flows: none';
comment on column access.tenants.name is 'purpose: what the tenant is called, an organisation; retention: forever; flows: none';
comment on column access.tenants.created_at is 'purpose: since when it is there; retention: forever; flows: none';
comment on column access.api_keys.id is 'purpose: names a key in answers and in the audit; retention: forever; flows: every service, to tell who calls';
comment on column access.api_keys.tenant_id is 'purpose: for whom the key acts; retention: forever; flows: every service, to tell who calls';
comment on column access.api_keys.token_hash is 'purpose: tells a key when it is shown, without keeping it; retention: forever; flows: every service, to tell who calls';
comment on column access.api_keys.role is 'purpose: what the key may do; retention: forever; flows: every service, to tell who calls';
comment on column access.api_keys.region_code is 'purpose: bounds a federation to a region; retention: forever; flows: every service, to tell who calls';
comment on column access.api_keys.employer_id is 'purpose: bounds an enterprise to one employer; retention: forever; flows: every service, to tell who calls';
comment on column access.api_keys.label is 'purpose: what the holder calls it; retention: forever; flows: every service, to tell who calls';
comment on column access.api_keys.created_at is 'purpose: its age; retention: forever; flows: every service, to tell who calls';
comment on column access.api_keys.expires_at is 'purpose: until when it is taken; retention: forever; flows: every service, to tell who calls';
comment on column access.api_keys.revoked_at is 'purpose: since when it is not; retention: forever; flows: every service, to tell who calls';
