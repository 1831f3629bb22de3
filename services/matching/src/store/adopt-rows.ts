import { setTimeout as pause } from 'node:timers/promises'
import type { Db } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'

const tables = [
  { name: sql`matching.postings`, id: sql`id` },
  { name: sql`matching.jobseekers`, id: sql`id` },
  { name: sql`matching.shortlists`, id: sql`posting_id` },
]
const rowsPerStatement = 2_000
const isForeign = sql`xid >= pg_snapshot_xmax(pg_current_snapshot())`
const heldPauseMs = 50

/**
 * A dump carries the numbers of the transactions that wrote its rows, and a new server begins to count anew: rows of the future would be read again
 * at every look, and a change would be missed whose transaction comes to bear the number of an old one. Such rows get a number of this server. Returns how
 * many there were; any number of processes may do it at once, and what somebody else has in hand is waited for.
 */
export async function adoptRows(db: Db): Promise<number> {
  let adopted = 0
  for (const { name, id } of tables) {
    for (;;) {
      const { rowCount } = await db.execute<Record<string, unknown>>(
        sql`update ${name} set xid = pg_current_xact_id() where ${id} = any(array(
          select ${id} from ${name} where ${isForeign} limit ${rowsPerStatement} for update skip locked))`,
      )
      adopted += rowCount ?? 0
      if ((rowCount ?? 0) > 0) continue
      const { rowCount: held } = await db.execute<Record<string, unknown>>(sql`select from ${name} where ${isForeign} limit 1`)
      if ((held ?? 0) === 0) break
      await pause(heldPauseMs)
    }
  }
  return adopted
}
