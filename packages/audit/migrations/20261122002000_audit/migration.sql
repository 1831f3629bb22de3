-- Who opened whose identity or file, and why (decision 020). Rows come in through audit.append alone: no role of a service may insert, change or
-- delete one, so even a service that was taken over can only add. Each row's hash takes in the one before it: what is changed, removed or swapped
-- afterwards shows.
create schema audit;

-- Sixteen chains instead of one: a transaction locks the end of its own until it commits. Which one is decided by the connection, so that a
-- transaction never waits for a second one (and can never deadlock here).
create table audit.chains (
  chain smallint primary key,
  last_seq bigint not null,
  last_hash bytea not null check (octet_length(last_hash) = 32)
) with (fillfactor = 50);
insert into audit.chains (chain, last_seq, last_hash) select n, 0, sha256(convert_to('zhihe audit chain ' || n, 'UTF8')) from generate_series(0, 15) n;

create table audit.entries (
  chain smallint not null,
  seq bigint not null, -- without a gap
  at timestamptz not null,
  tenant_id uuid not null, -- whose people they are
  key_id uuid, -- the API key that asked; null: a process of ours
  actor text not null, -- its role, or the name of the process
  action text not null,
  reason text not null check (reason <> ''),
  jobseeker_ids uuid[] not null, -- pseudonyms; of people opened together one row names all
  opened integer not null check (opened >= 0), -- how many identities were decrypted
  detail jsonb not null default '{}' check (jsonb_typeof(detail) = 'object'),
  hash bytea not null,
  primary key (chain, seq)
);

-- Appends one row to the chain of this connection and returns its place. Runs as the owner: that is the only way in.
create function audit.append(
  p_at timestamptz, p_tenant uuid, p_key uuid, p_actor text, p_action text, p_reason text, p_people uuid[], p_opened integer, p_detail jsonb
) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  my smallint := pg_backend_pid() % 16;
  next_seq bigint;
  previous bytea;
  entry_hash bytea;
begin
  select c.last_seq + 1, c.last_hash into next_seq, previous from audit.chains c where c.chain = my for update;
  entry_hash := audit.hash_of(previous, my, next_seq, p_at, p_tenant, p_key, p_actor, p_action, p_reason, p_people, p_opened, p_detail);
  insert into audit.entries (chain, seq, at, tenant_id, key_id, actor, action, reason, jobseeker_ids, opened, detail, hash)
  values (my, next_seq, p_at, p_tenant, p_key, p_actor, p_action, p_reason, p_people, p_opened, p_detail, entry_hash);
  update audit.chains c set last_seq = next_seq, last_hash = entry_hash where c.chain = my;
  return my || '-' || next_seq;
end
$$;

-- SHA-256 of the hash before and of every field, as JSON so that no two different rows read alike; the time in microseconds since 1970.
create function audit.hash_of(
  previous bytea, p_chain smallint, p_seq bigint, p_at timestamptz, p_tenant uuid, p_key uuid, p_actor text, p_action text, p_reason text,
  p_people uuid[], p_opened integer, p_detail jsonb
) returns bytea
language sql immutable parallel safe set search_path = pg_catalog, pg_temp
return sha256(previous || convert_to(jsonb_build_array(
  p_chain, p_seq, (extract(epoch from p_at) * 1000000)::bigint, p_tenant, p_key, p_actor, p_action, p_reason, to_jsonb(p_people), p_opened, p_detail
)::text, 'UTF8'));

revoke all on function audit.append(timestamptz, uuid, uuid, text, text, text, uuid[], integer, jsonb) from public;
