import type { Db, Executor, Transaction } from '@zhihe/postgres/pool'
import { and, count, eq, inArray } from 'drizzle-orm'
import type { Reach } from '../domain/reach.ts'
import { fairsWithin } from './reach-filter.ts'
import { fairs, postings } from './schema.ts'

export type Fair = typeof fairs.$inferSelect

export async function insertFair(tx: Transaction, fair: Fair): Promise<void> {
  await tx.insert(fairs).values(fair)
}

export async function findFair(db: Executor, id: string, reach: Reach): Promise<Fair | undefined> {
  const [row] = await db
    .select()
    .from(fairs)
    .where(and(eq(fairs.id, id), fairsWithin(reach)))
  return row
}

export async function countPostings(db: Db, fairId: string): Promise<number> {
  const [row] = await db.select({ count: count() }).from(postings).where(eq(postings.fairId, fairId))
  return row?.count ?? 0
}

/** Which of these fairs the tenant has. */
export async function findFairIds(tx: Transaction, tenantId: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx
    .select({ id: fairs.id })
    .from(fairs)
    .where(and(eq(fairs.tenantId, tenantId), inArray(fairs.id, [...ids])))
  return new Set(rows.map(({ id }) => id))
}
