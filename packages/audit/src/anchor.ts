import type { Executor } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'

/**
 * Notes where every chain ends and returns it, `chain-seq-hash`, to be logged: whoever owns the database can write a whole chain anew, and what he
 * cannot change is a log that has left the machine.
 */
export async function anchorAudit(db: Executor): Promise<string[]> {
  const { rows } = await db.execute<{ end: string }>(
    sql`select chain || '-' || seq || '-' || encode(hash, 'hex') as end from audit.anchor() order by chain`,
  )
  return rows.map(({ end }) => end)
}
