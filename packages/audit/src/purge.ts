import type { Executor } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'

/**
 * Lets go of entries older than `before`, at most `limit` of them (default 20,000); returns how many. Call it until it returns 0. Rejects with
 * PostgreSQL's 22023 when `before` is not six months ago by the clock of the database.
 */
export async function purgeAudit(db: Executor, before: Date, limit = 20_000): Promise<number> {
  const { rows } = await db.execute<{ gone: string }>(sql`select audit.purge(${before.toISOString()}::timestamptz, ${limit})::text as gone`)
  return Number(rows[0]?.gone ?? 0)
}
