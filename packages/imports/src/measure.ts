import type { Db } from '@zhihe/postgres/pool'
import { measure, type Registry } from '@zhihe/runtime/metrics'
import { type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'

interface Unfinished {
  waiting: number
  oldestSeconds: number
}

/** What an operator watches of imports, of all workers together: files that nobody works on yet, and for how long the oldest unfinished one has been here. */
export function measureImports(metrics: Registry, db: Db, table: PgTable): void {
  let asked: Promise<Unfinished> | undefined
  // One question for both: a scrape asks for all numbers at the same time.
  const ask = (): Promise<Unfinished> => (asked ??= read(db, table).finally(() => (asked = undefined)))
  measure(metrics, { name: 'zhihe_imports_waiting', help: 'Files that nobody works on yet' }, async () => (await ask()).waiting)
  measure(
    metrics,
    { name: 'zhihe_imports_oldest_unfinished_seconds', help: 'Since the oldest file came that is not done; 0 when all are' },
    async () => (await ask()).oldestSeconds,
  )
}

async function read(db: Db, table: PgTable): Promise<Unfinished> {
  const { rows } = await db.execute<{ waiting: number; oldestSeconds: number }>(unfinishedOf(table))
  return rows[0] ?? { waiting: 0, oldestSeconds: 0 }
}

function unfinishedOf(table: PgTable): SQL {
  return sql`
    select count(*) filter (where claimed_until is null or claimed_until < now())::int as waiting,
      greatest(0, coalesce(extract(epoch from now() - min(created_at)), 0))::float8 as "oldestSeconds"
    from ${table} where status in ('received', 'reading')`
}
