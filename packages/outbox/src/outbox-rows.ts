import type { Db } from '@zhihe/postgres/pool'
import { and, asc, eq, inArray, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm'
import type { ClaimedRow, Refusal } from './publish-batch.ts'
import type { OutboxTable } from './tables.ts'

export interface Claim {
  /** The fencing token: whoever settles rows must still own them. */
  token: string
  rows: ClaimedRow[]
}

export interface OutboxStats {
  /** Waiting to be published, claimed ones included. */
  unpublished: number
  /** Milliseconds since the oldest of them was written; 0 when there is none. */
  oldestAgeMs: number
  /** Set aside. */
  failed: number
}

export const attemptsBeforeSetAside = 5

const ahead = (ms: number): SQL => sql`clock_timestamp() + ${ms} * interval '1 millisecond'`

/** Takes up to `limit` rows for `leaseMs`, oldest first, past those that others hold. */
export async function claim(db: Db, outbox: OutboxTable, { limit, leaseMs }: { limit: number; leaseMs: number }): Promise<Claim> {
  const token = crypto.randomUUID()
  const free = db
    .select({ id: outbox.id })
    .from(outbox)
    .where(
      and(
        isNull(outbox.publishedAt),
        isNull(outbox.failedAt),
        or(isNull(outbox.claimedUntil), lt(outbox.claimedUntil, sql`clock_timestamp()`)),
      ),
    )
    .orderBy(asc(outbox.seq))
    .limit(limit)
    .for('update', { skipLocked: true })
  const rows = await db
    .update(outbox)
    .set({ claimedUntil: ahead(leaseMs), claimedBy: token })
    // An array, not `in`: a semi-join could run the limited subquery more than once.
    .where(sql`${outbox.id} = any(array(${free}))`)
    .returning({ id: outbox.id, seq: outbox.seq, payload: outbox.payload, attempts: outbox.attempts, resent: outbox.resent })
  return { token, rows: rows.toSorted((a, b) => a.seq - b.seq) }
}

/**
 * Marks rows published, and returns how many were still ours to mark. Published when they were claimed, not when they are marked: a queue that lost
 * its data in between is seen to have lost them.
 */
export async function markPublished(
  db: Db,
  outbox: OutboxTable,
  { token, leaseMs }: { token: string; leaseMs: number },
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0
  const claimedAt = sql`${outbox.claimedUntil} - ${leaseMs} * interval '1 millisecond'`
  const { rowCount } = await db
    .update(outbox)
    .set({ publishedAt: claimedAt, claimedUntil: null, claimedBy: null, error: null })
    .where(and(eq(outbox.claimedBy, token), inArray(outbox.id, [...ids])))
  return rowCount ?? 0
}

/** Gives rows back at once, for us or another relay. */
export async function release(db: Db, outbox: OutboxTable, token: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await db
    .update(outbox)
    .set({ claimedUntil: null, claimedBy: null })
    .where(and(eq(outbox.claimedBy, token), inArray(outbox.id, [...ids])))
}

/** Counts one refusal of a row: it rests a little longer each time, and is set aside after the fifth. Returns whether it was set aside. */
export async function countRefusal(db: Db, outbox: OutboxTable, token: string, { id, reason }: Refusal): Promise<boolean> {
  const [row] = await db
    .update(outbox)
    .set({
      attempts: sql`${outbox.attempts} + 1`,
      error: reason,
      claimedBy: null,
      claimedUntil: sql`clock_timestamp() + interval '100 milliseconds' * power(2, ${outbox.attempts})`,
      failedAt: sql`case when ${outbox.attempts} + 1 >= ${attemptsBeforeSetAside} then clock_timestamp() end`,
    })
    .where(and(eq(outbox.claimedBy, token), eq(outbox.id, id)))
    .returning({ failedAt: outbox.failedAt })
  return row?.failedAt != null
}

/** Deletes up to `limit` rows published longer ago than `retentionMs` and returns how many; with `onlyConfirmed` none that has not arrived everywhere. */
export async function purge(
  db: Db,
  outbox: OutboxTable,
  { retentionMs, limit, onlyConfirmed }: { retentionMs: number; limit: number; onlyConfirmed: boolean },
): Promise<number> {
  const old = db
    .select({ id: outbox.id })
    .from(outbox)
    .where(and(lt(outbox.publishedAt, ahead(-retentionMs)), onlyConfirmed ? isNotNull(outbox.confirmedAt) : undefined))
    .orderBy(asc(outbox.publishedAt))
    .limit(limit)
    .for('update', { skipLocked: true })
  const { rowCount } = await db.delete(outbox).where(sql`${outbox.id} = any(array(${old}))`)
  return rowCount ?? 0
}

export async function readStats(db: Db, outbox: OutboxTable): Promise<OutboxStats> {
  const open = sql`${outbox.publishedAt} is null and ${outbox.failedAt} is null`
  const [row] = await db
    .select({
      unpublished: sql<string>`count(*) filter (where ${open})`,
      oldestAgeMs: sql<number>`coalesce(extract(epoch from clock_timestamp() - min(${outbox.createdAt}) filter (where ${open})) * 1000, 0)::float8`,
      failed: sql<string>`count(*) filter (where ${outbox.failedAt} is not null)`,
    })
    .from(outbox)
    .where(isNull(outbox.publishedAt))
  return {
    unpublished: Number(row?.unpublished ?? 0),
    oldestAgeMs: Math.max(0, Math.round(row?.oldestAgeMs ?? 0)),
    failed: Number(row?.failed ?? 0),
  }
}
