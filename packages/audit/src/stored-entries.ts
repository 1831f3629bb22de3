import type { Executor } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import type { EntryText } from './entry-hash.ts'

/** An entry as it stands in the table, with its hash. */
export interface StoredEntry extends EntryText {
  hash: Buffer
}

/** Entries in the order of their chain, for hashing them again. `which` speaks of `audit.entries e`. */
export async function readEntries(db: Executor, which: SQL): Promise<StoredEntry[]> {
  const { rows } = await db.execute<StoredEntry & Record<string, unknown>>(
    sql`select e.chain::text, e.seq::text, (extract(epoch from e.at) * 1000000)::bigint::text as at,
        (extract(epoch from e.recorded_at) * 1000000)::bigint::text as "recordedAt", e.tenant_id as "tenantId", e.key_id as "keyId", e.actor, e.action,
        e.reason, e.jobseeker_ids as "jobseekerIds", e.opened::text, e.detail::text as detail, e.hash
      from audit.entries e where ${which}`,
  )
  return rows
}

/** Where a chain begins: at the place of its last purge, or before its first entry. */
export async function readBeginning(db: Executor, chain: number): Promise<{ seq: number; hash: Buffer } | undefined> {
  const { rows } = await db.execute<{ seq: string; hash: Buffer }>(
    sql`select seq::text, hash from audit.checkpoints where chain = ${chain} order by audit.checkpoints.seq desc limit 1`,
  )
  return rows[0] && { seq: Number(rows[0].seq), hash: rows[0].hash }
}
