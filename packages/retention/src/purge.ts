import type { Db } from '@zhihe/postgres/pool'
import { type SQL, sql } from 'drizzle-orm'
import { cutoffOf, type Period } from './period.ts'

/** How long the rows of a table are kept; data beside the store that owns the table. */
export interface RetentionRule {
  /** As metrics and the log name it: `idempotency_keys`. */
  name: string
  /** With its schema: `jobseekers.idempotency_keys`. */
  table: string
  /** The time from which the period counts; rows without one stay. */
  column: string
  keepFor: Period
  /** Which rows fall under it, as SQL over the columns of `t`; all when absent. */
  onlyIf?: SQL
  /** What is taken from a row instead of the row, as SQL assignments; `onlyIf` must leave out who has lost it already. */
  set?: SQL
}

export interface Purged {
  rule: string
  /** Rows that went, or lost what the rule takes. */
  rows: number
  /** False when there is more than this call could do. */
  isDone: boolean
}

export interface PurgeLimits {
  /** Rows per statement, 1,000: each is a transaction of its own, so that nobody waits long. */
  limit?: number
  /** Statements per rule and call, 1,000. */
  rounds?: number
}

/**
 * Deletes, rule by rule, what is due on the day of `now` (`cutoffOf`), in batches. Any number of processes may do it at once: they pass by each
 * other's rows. Rejects at the first statement that fails; what was deleted until then stays deleted.
 */
export async function purge(
  db: Db,
  rules: readonly RetentionRule[],
  now: Date,
  { limit = 1_000, rounds = 1_000 }: PurgeLimits = {},
): Promise<Purged[]> {
  const purged: Purged[] = []
  for (const rule of rules) {
    let rows = 0
    let isDone = false
    const isLockable = await mayLock(db, rule)
    for (let round = 0; round < rounds && !isDone; round += 1) {
      const taken = await purgeOnce(db, rule, { before: cutoffOf(rule.keepFor, now), limit, isLockable })
      rows += taken
      isDone = taken < limit
    }
    purged.push({ rule: rule.name, rows, isDone })
  }
  return purged
}

// To lock a row a role must be allowed to change one. Where rows are only ever added and deleted there is nobody to pass by.
async function mayLock(db: Db, { table }: RetentionRule): Promise<boolean> {
  const { rows } = await db.execute<{ may: boolean }>(sql`select has_any_column_privilege(${table}::text, 'update') as may`)
  return rows[0]?.may === true
}

async function purgeOnce(
  db: Db,
  { table, column, onlyIf, set }: RetentionRule,
  { before, limit, isLockable }: { before: Date; limit: number; isLockable: boolean },
): Promise<number> {
  const [of, at] = [sql.raw(table), sql.raw(`t.${column}`)]
  // Locked rows are somebody else's at this moment; the next run takes them if they are still due.
  const due = sql`select t.ctid from ${of} t where ${at} < ${before.toISOString()}::timestamptz${onlyIf ? sql` and ${onlyIf}` : sql``}
    limit ${limit}${isLockable ? sql` for update skip locked` : sql``}`
  const work = set ? sql`update ${of} t set ${set}` : sql`delete from ${of} t`
  const { rows } = await db.execute<{ count: number }>(
    sql`with gone as (${work} where t.ctid = any(array(${due})) returning 1) select count(*)::integer as count from gone`,
  )
  return rows[0]?.count ?? 0
}
