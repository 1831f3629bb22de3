import type { Pool } from 'pg'

export interface AuditFill {
  entries: number
  /** The first is written at `from`, the last before `until`, each at the same distance. */
  from: Date
  until: Date
  tenantId: string
  /** They take turns. */
  keyIds: readonly string[]
  jobseekerIds: readonly string[]
  /** Every tenth entry is a disclosure to one of them. */
  recipients?: readonly string[]
}

/**
 * Writes a past: entries in all chains with whole hashes, at times of one's choice. Needs the owner's pool, and chains that nobody is adding to.
 * Some 10,000 entries a second and connection.
 */
export async function fillAudit(owner: Pool, fill: AuditFill): Promise<void> {
  const chains = Array.from({ length: 16 }, (_, chain) => chain).values()
  const walk = async (): Promise<void> => {
    for (const chain of chains) await owner.query(chainOf(chain, fill))
  }
  await Promise.all(Array.from({ length: owner.options.max ?? 1 }, walk))
}

function chainOf(chain: number, { entries, from, until, tenantId, keyIds, jobseekerIds, recipients = [] }: AuditFill): string {
  const stepMs = (until.getTime() - from.getTime()) / entries
  return `
    do $do$
    declare
      c audit.chains;
      e record;
      next_hash bytea;
    begin
      select * into c from audit.chains where chains.chain = ${chain};
      for e in
        select '${from.toISOString()}'::timestamptz + n::numeric * ${stepMs} * interval '1 millisecond' as t, k.id as key, p.id as person,
          case when r.id is null then 'identity.read' else 'disclosure.read' end as action,
          case when r.id is null then '{}' else format('{"fields": ["name", "phone"], "recipient": "%s"}', r.id) end::json as detail
        from generate_series(${chain}, ${entries - 1}, 16) n
        join unnest(${literal(keyIds)}) with ordinality k (id, place) on k.place = 1 + n % ${keyIds.length}
        join unnest(${literal(jobseekerIds)}) with ordinality p (id, place) on p.place = 1 + n::bigint * 7919 % ${jobseekerIds.length}
        left join unnest(${literal(recipients)}) with ordinality r (id, place) on n % 10 = 0 and r.place = 1 + n / 10 % ${Math.max(1, recipients.length)}
        order by n
      loop
        c.last_seq := c.last_seq + 1;
        next_hash := sha256(convert_to(audit.canonical(
          c.last_hash, c.chain, c.last_seq, e.t, e.t, '${tenantId}', e.key, 'federation', e.action, 'serve', array[e.person], 1, e.detail
        ), 'UTF8'));
        insert into audit.entries (chain, seq, at, recorded_at, tenant_id, key_id, actor, action, reason, jobseeker_ids, opened, detail, hash)
        values (c.chain, c.last_seq, e.t, e.t, '${tenantId}', e.key, 'federation', e.action, 'serve', array[e.person], 1, e.detail, next_hash);
        insert into audit.people (jobseeker_id, tenant_id, key_id, at, chain, seq) values (e.person, '${tenantId}', e.key, e.t, c.chain, c.last_seq);
        c.last_hash := next_hash;
      end loop;
      set local session_replication_role = replica; -- the head moves by more than one
      update audit.chains set last_seq = c.last_seq, last_hash = c.last_hash where chains.chain = ${chain};
      set local session_replication_role = origin;
    end $do$`
}

// Ids only, so there is nothing to escape.
function literal(ids: readonly string[]): string {
  return `'{${ids.join(',')}}'::uuid[]`
}
