-- Who opened whose identity or file, and why (decision 020). Rows come in through audit.append alone: no role of a service may insert, change or
-- delete one, so even a service that was taken over can only add. Each row's hash takes in the one before it: what is changed, removed or swapped
-- afterwards shows.
create schema audit;

-- Sixteen chains instead of one: a transaction locks the end of its own until it commits.
create table audit.chains (
  chain smallint primary key,
  last_seq bigint not null,
  last_hash bytea not null check (octet_length(last_hash) = 32)
) with (fillfactor = 50);
insert into audit.chains (chain, last_seq, last_hash) select n, 0, sha256(convert_to('zhihe audit chain ' || n, 'UTF8')) from generate_series(0, 15) n;

create table audit.entries (
  chain smallint not null,
  seq bigint not null, -- without a gap
  at timestamptz not null, -- by the clock of who appended
  recorded_at timestamptz not null, -- by the clock of the database
  tenant_id uuid not null, -- whose people they are
  key_id uuid, -- the API key that asked; null: a process of ours
  actor text not null check (actor ~ '^[a-z][a-z0-9_.:-]*$' and octet_length(actor) <= 64), -- its role, or the name of the process
  action text not null check (action ~ '^[a-z][a-z0-9_.]*$' and octet_length(action) <= 64),
  reason text not null check (reason ~ '^[a-z][a-z0-9_.:-]*$' and octet_length(reason) <= 64),
  jobseeker_ids uuid[] not null check (cardinality(jobseeker_ids) <= 2000 and array_position(jobseeker_ids, null) is null),
  opened integer not null check (opened >= 0), -- how many identities were decrypted
  detail json not null, -- json and not jsonb: the text that was hashed is the text that stays
  hash bytea not null check (octet_length(hash) = 32),
  primary key (chain, seq),
  -- Names and numbers of people have no way in: codes, ids and counts, nothing longer than 63 and nowhere eight digits in a row. (Counted repetition
  -- in the pattern of the whole would cost more than all the rest of an entry.)
  constraint entries_reason_without_numbers check (concat(actor, action, reason) !~ '[0-9]{8}'),
  constraint entries_detail_is_plain check (detail::text = '{}' or (
    octet_length(detail::text) <= 4000
    and detail::text ~ '^\{(?:"[a-zA-Z][a-zA-Z0-9_]*": (?:"[A-Za-z0-9_.:-]*"|[0-9]{1,7}|\[(?:"[A-Za-z0-9_.:-]*"(?:, )?)*\])(?:, )?)*\}$'
    and detail::text !~ '[A-Za-z0-9_.:-]{64}'
    and (detail::text !~ '[0-9]{8}' or regexp_replace(detail::text, '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', '', 'g') !~ '[0-9]{8}')
  ))
);
create index entries_key on audit.entries (key_id, at, chain, seq);
create index entries_recipient on audit.entries ((detail ->> 'recipient'), at) where detail ->> 'recipient' is not null;

-- Whom an entry names, so that both questions are walks along an index (decision 020). It repeats entries.jobseeker_ids, which is what is hashed.
create table audit.people (
  jobseeker_id uuid not null,
  tenant_id uuid not null,
  key_id uuid,
  at timestamptz not null,
  chain smallint not null,
  seq bigint not null
);
create index people_person on audit.people (jobseeker_id, at, chain, seq);
create index people_key on audit.people (key_id, jobseeker_id, at, chain, seq) where key_id is not null;

-- Ends of chains as they once were. The same is in the log, which the owner of this database does not own.
create table audit.anchors (
  chain smallint not null,
  seq bigint not null,
  hash bytea not null check (octet_length(hash) = 32),
  entry_at timestamptz, -- the time that keeps this entry from being purged; null: it was gone already
  at timestamptz not null,
  primary key (chain, seq)
);

-- Where a chain begins since it was purged.
create table audit.checkpoints (
  chain smallint not null,
  seq bigint not null, -- the last that is gone
  hash bytea not null check (octet_length(hash) = 32),
  entries bigint not null check (entries > 0), -- how many went
  at timestamptz not null,
  primary key (chain, seq)
);

-- One text of a row, the same for every session, version and language: thirteen lines, the hash before as the first and detail as the last.
-- Times are microseconds since 1970. No line but the last can hold a line break.
create function audit.canonical(
  previous bytea, p_chain smallint, p_seq bigint, p_at timestamptz, p_recorded_at timestamptz, p_tenant uuid, p_key uuid, p_actor text,
  p_action text, p_reason text, p_people uuid[], p_opened integer, p_detail json
) returns text
language sql stable parallel safe
return concat_ws(
  E'\n', encode(previous, 'hex'), p_chain, p_seq, (extract(epoch from p_at) * 1000000)::bigint, (extract(epoch from p_recorded_at) * 1000000)::bigint,
  p_tenant, coalesce(p_key::text, '-'), p_actor, p_action, p_reason, array_to_string(p_people, ','), p_opened, p_detail
);

-- Appends one row to a chain and returns its place. Runs as the owner: that is the only way in. It takes a chain that nobody else holds, so that it
-- waits only when other transactions hold all sixteen. Who holds one already can always have that one again: nobody waits while holding.
create function audit.append(
  p_at timestamptz, p_tenant uuid, p_key uuid, p_actor text, p_action text, p_reason text, p_people uuid[], p_opened integer, p_detail jsonb
) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  mine constant smallint := pg_backend_pid() % 16;
  taken audit.chains;
  now constant timestamptz := clock_timestamp();
  entry_hash bytea;
begin
  select * into taken from audit.chains c where c.chain = mine for update skip locked;
  if not found then
    select * into taken from audit.chains c for update skip locked limit 1;
  end if;
  if not found then
    select * into strict taken from audit.chains c where c.chain = mine for update;
  end if;
  taken.last_seq := taken.last_seq + 1;
  entry_hash := sha256(convert_to(audit.canonical(
    taken.last_hash, taken.chain, taken.last_seq, p_at, now, p_tenant, p_key, p_actor, p_action, p_reason, p_people, p_opened, p_detail::text::json
  ), 'UTF8'));
  insert into audit.entries (chain, seq, at, recorded_at, tenant_id, key_id, actor, action, reason, jobseeker_ids, opened, detail, hash)
  values (taken.chain, taken.last_seq, p_at, now, p_tenant, p_key, p_actor, p_action, p_reason, p_people, p_opened, p_detail::text::json, entry_hash);
  insert into audit.people (jobseeker_id, tenant_id, key_id, at, chain, seq)
  select person, p_tenant, p_key, p_at, taken.chain, taken.last_seq from unnest(p_people) person;
  update audit.chains c set last_seq = taken.last_seq, last_hash = entry_hash where c.chain = taken.chain;
  return taken.chain || '-' || taken.last_seq;
end
$$;

-- 网络安全法: logs are kept six months at least. By the clock of the database and in UTC, whoever asks.
create function audit.purgeable_until() returns timestamptz
language sql stable set search_path = pg_catalog, pg_temp set timezone = 'UTC'
return now() - interval '6 months';

-- Of one chain: how many entries it has and where it does not hold, at most p_most places. `changed`: the row is not what was hashed; `missing`:
-- `rows` places before this one are gone; `truncated`: the end is not where the head says; `rewritten`: it was another row when it was anchored.
create function audit.verify(p_chain smallint, p_most integer default 200, out entries bigint, out faults bigint, out places json)
language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  with beginning as (
    select seq, hash from audit.checkpoints where chain = p_chain
    union all select 0, sha256(convert_to('zhihe audit chain ' || p_chain, 'UTF8'))
    order by seq desc limit 1
  ), linked as (
    select e.*, lag(e.seq, 1, b.seq) over chain as seq_before, lag(e.hash, 1, b.hash) over chain as hash_before
    from audit.entries e cross join beginning b where e.chain = p_chain
    window chain as (order by e.seq)
  ), judged as (
    select l.seq, l.hash, l.seq - l.seq_before - 1 as gap,
      l.hash = sha256(convert_to(audit.canonical(l.hash_before, l.chain, l.seq, l.at, l.recorded_at, l.tenant_id, l.key_id, l.actor, l.action, l.reason,
        l.jobseeker_ids, l.opened, l.detail), 'UTF8')) and position(E'\n' in concat(l.actor, l.action, l.reason)) = 0 as fits
    from linked l
  ), summed as (
    select count(*) as entries, coalesce(max(seq), (select seq from beginning)) as last_seq from judged
  ), ending as (
    select coalesce(c.last_seq, 0) as seq from summed s left join audit.chains c on c.chain = p_chain
    where not coalesce(c.last_seq = s.last_seq and c.last_hash = coalesce(
      (select e.hash from audit.entries e where e.chain = p_chain and e.seq = s.last_seq), (select hash from beginning)
    ), false)
  ), fault as (
    select seq - gap as seq, 'missing' as kind, gap as rows from judged where gap <> 0
    union all select seq, 'changed', 1 from judged where gap = 0 and not fits
    union all select seq, 'truncated', 0 from ending
    union all
    select a.seq, case when a.seq > b.seq then 'rewritten' else 'missing' end, 1
    from audit.anchors a cross join beginning b left join audit.entries e on e.chain = a.chain and e.seq = a.seq
    where a.chain = p_chain and case
      when a.seq > b.seq then e.hash is distinct from a.hash
      when a.seq = b.seq then b.hash <> a.hash or a.entry_at > audit.purgeable_until()
      else a.entry_at > audit.purgeable_until()
    end
  )
  select (select s.entries from summed s), (select count(*) from fault),
    (select coalesce(json_agg(json_build_object('seq', f.seq, 'kind', f.kind, 'rows', f.rows) order by f.seq), '[]')
      from (select * from fault order by seq limit p_most) f);
end;

-- Chains whose list of people says something else than their entries.
create function audit.verify_people() returns setof smallint
language sql stable parallel restricted set search_path = pg_catalog, pg_temp
begin atomic
  with named as (
    select e.chain, count(*) as people, bit_xor(uuid_hash_extended(person, e.seq)) as mix from audit.entries e, unnest(e.jobseeker_ids) person group by e.chain
  ), listed as (
    select p.chain, count(*) as people, bit_xor(uuid_hash_extended(p.jobseeker_id, p.seq)) as mix from audit.people p group by p.chain
  )
  select coalesce(n.chain, l.chain) from named n full join listed l on l.chain = n.chain
  where (n.people, n.mix) is distinct from (l.people, l.mix) order by 1;
end;

-- Lets go of what is older than p_before, from the beginning of each chain, at most p_limit entries; returns how many. What went leaves its place
-- and last hash behind, from which its chain is verified on.
create function audit.purge(p_before timestamptz, p_limit integer default 20000) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  this smallint;
  stays bigint;
  last_gone record;
  gone bigint;
  total bigint := 0;
begin
  if p_before is null or p_before > audit.purgeable_until() then
    raise exception 'entries of the audit stay for six months at least' using errcode = '22023';
  end if;
  lock table audit.checkpoints in share row exclusive mode; -- one purge at a time
  for this in select chain from audit.chains order by chain loop
    exit when total >= p_limit;
    select min(seq) filter (where newest >= p_before) into stays
    from (select seq, greatest(at, recorded_at) as newest from audit.entries where chain = this order by seq limit p_limit - total) oldest;
    select seq, hash into last_gone
    from (select seq, hash from audit.entries where chain = this order by seq limit p_limit - total) oldest
    where stays is null or seq < stays order by seq desc limit 1;
    continue when not found;
    select count(*) into gone from audit.entries where chain = this and seq <= last_gone.seq;
    insert into audit.checkpoints (chain, seq, hash, entries, at) values (this, last_gone.seq, last_gone.hash, gone, clock_timestamp());
    with removed as (delete from audit.entries where chain = this and seq <= last_gone.seq returning seq, at, jobseeker_ids)
    delete from audit.people p using removed r, unnest(r.jobseeker_ids) person
    where p.jobseeker_id = person and p.at = r.at and p.chain = this and p.seq = r.seq;
    total := total + gone;
  end loop;
  return total;
end
$$;

-- Notes the ends of all chains, and returns them to be logged.
create function audit.anchor() returns table (chain smallint, seq bigint, hash bytea)
language sql volatile security definer set search_path = pg_catalog, pg_temp
begin atomic
  insert into audit.anchors (chain, seq, hash, entry_at, at)
  select c.chain, c.last_seq, c.last_hash, greatest(e.at, e.recorded_at), clock_timestamp()
  from audit.chains c left join audit.entries e on e.chain = c.chain and e.seq = c.last_seq
  where c.last_seq > coalesce((select max(a.seq) from audit.anchors a where a.chain = c.chain), 0)
  on conflict do nothing;
  select c.chain, c.last_seq, c.last_hash from audit.chains c order by c.chain;
end;

-- The owner is stopped too: by mistake nothing is lost. On purpose he can switch a trigger off; that is what the anchors in the log are for.
create function audit.refuse() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'the audit is only added to: % of audit.% is refused', lower(tg_op), tg_table_name using errcode = '42501';
end
$$;

create function audit.refuse_young() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if greatest(old.at, old.recorded_at) < audit.purgeable_until()
    and exists (select from audit.checkpoints c where c.chain = old.chain and c.seq >= old.seq) then
    return old;
  end if;
  raise exception 'the audit is only added to: entry %-% stays', old.chain, old.seq using errcode = '42501';
end
$$;

-- The parts of one statement see one moment, so it is the checkpoint that says that the entry goes.
create function audit.refuse_named() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from audit.checkpoints c where c.chain = old.chain and c.seq >= old.seq) then
    return old;
  end if;
  raise exception 'the audit is only added to: whom entry %-% names stays', old.chain, old.seq using errcode = '42501';
end
$$;

create trigger entries_stay before update or truncate on audit.entries execute function audit.refuse();
create trigger young_entries_stay before delete on audit.entries for each row execute function audit.refuse_young();
create trigger people_stay before update or truncate on audit.people execute function audit.refuse();
create trigger named_people_stay before delete on audit.people for each row execute function audit.refuse_named();
create trigger anchors_stay before update or delete or truncate on audit.anchors execute function audit.refuse();
create trigger checkpoints_stay before update or delete or truncate on audit.checkpoints execute function audit.refuse();
create trigger chains_stay before delete or truncate on audit.chains execute function audit.refuse();
create trigger chains_grow before update on audit.chains for each row
when (new.chain <> old.chain or new.last_seq <> old.last_seq + 1) execute function audit.refuse();

revoke all on all functions in schema audit from public;

comment on column audit.chains.chain is 'purpose: which of the sixteen chains; retention: forever; flows: log';
comment on column audit.chains.last_seq is 'purpose: the place of its last entry, so that a cut end shows; retention: forever; flows: log';
comment on column audit.chains.last_hash is 'purpose: the hash of its last entry, which the next one takes in; retention: forever; flows: log';
comment on column audit.entries.chain is 'purpose: the chain it stands in; retention: row; flows: audit answers';
comment on column audit.entries.seq is 'purpose: its place in the chain, without a gap; retention: row; flows: audit answers';
comment on column audit.entries.at is 'purpose: when it was done, by the clock of who did it; retention: P3Y; flows: audit answers';
comment on column audit.entries.recorded_at is 'purpose: when it was written, by the clock of the database; retention: row; flows: audit answers';
comment on column audit.entries.tenant_id is 'purpose: whose people they are; retention: row; flows: none';
comment on column audit.entries.key_id is 'purpose: the API key that asked; retention: row; flows: audit answers';
comment on column audit.entries.actor is 'purpose: the role of the key or the name of the process; retention: row; flows: audit answers';
comment on column audit.entries.action is 'purpose: what was done, as a code; retention: row; flows: audit answers';
comment on column audit.entries.reason is 'purpose: why, as a code; retention: row; flows: audit answers';
comment on column audit.entries.jobseeker_ids is 'purpose: of whom, by pseudonym, for leave notices (PIPL 57); retention: row; flows: audit answers';
comment on column audit.entries.opened is 'purpose: how many identities were decrypted for it; retention: row; flows: audit answers';
comment on column audit.entries.detail is 'purpose: kinds of fields and recipient as codes and ids; retention: row; flows: audit answers';
comment on column audit.entries.hash is 'purpose: shows whether the row or one before it was changed; retention: row; flows: log';
comment on column audit.people.jobseeker_id is 'purpose: finds entries by pseudonym; retention: row; flows: audit answers';
comment on column audit.people.tenant_id is 'purpose: whose people they are; retention: row; flows: none';
comment on column audit.people.key_id is 'purpose: finds people by the key they were shown to; retention: row; flows: none';
comment on column audit.people.at is 'purpose: the time of the entry; retention: row; flows: audit answers';
comment on column audit.people.chain is 'purpose: the chain of the entry; retention: row; flows: none';
comment on column audit.people.seq is 'purpose: the place of the entry; retention: row; flows: none';
comment on column audit.anchors.chain is 'purpose: the chain whose end this was; retention: forever; flows: log';
comment on column audit.anchors.seq is 'purpose: the place of the end; retention: forever; flows: log';
comment on column audit.anchors.hash is 'purpose: the hash of the end, to be held against the log; retention: forever; flows: log';
comment on column audit.anchors.entry_at is 'purpose: shows whether its entry was purged too early; retention: forever; flows: none';
comment on column audit.anchors.at is 'purpose: when it was the end; retention: forever; flows: none';
comment on column audit.checkpoints.chain is 'purpose: the chain that was purged; retention: forever; flows: none';
comment on column audit.checkpoints.seq is 'purpose: the last place that was purged; retention: forever; flows: none';
comment on column audit.checkpoints.hash is 'purpose: the hash from which the chain is verified on; retention: forever; flows: none';
comment on column audit.checkpoints.entries is 'purpose: how many entries were purged; retention: forever; flows: none';
comment on column audit.checkpoints.at is 'purpose: when they were purged; retention: forever; flows: none';
