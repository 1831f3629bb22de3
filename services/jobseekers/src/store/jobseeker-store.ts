import type { Db, Transaction } from '@zhihe/postgres/pool'
import { and, eq, type SQL, sql } from 'drizzle-orm'
import type { ConsentDecision } from '../domain/consent.ts'
import type { Dossier, Jobseeker } from '../domain/jobseeker.ts'
import type { Reach } from '../domain/reach.ts'
import { decisionsInserted, readDecided } from './consent-ledger.ts'
import { jobseekers } from './schema.ts'

const { id: idColumn, tenantId, status, profile, assessed, version, createdAt, updatedAt } = jobseekers
/** The columns that make a `Jobseeker`. */
export const facts = { id: idColumn, tenantId, status, profile, assessed, version, createdAt, updatedAt }

/** Saves a row that is locked. */
export async function updateJobseeker(tx: Transaction, { id, tenantId, status, profile, version, updatedAt }: Jobseeker): Promise<void> {
  await tx
    .update(jobseekers)
    .set({ status, profile, regionCode: profile.regionCode, version, updatedAt })
    .where(and(eq(jobseekers.id, id), eq(jobseekers.tenantId, tenantId)))
}

/** Adds decisions in the order given, which is the order in which they count when their times are equal. */
export async function insertDecisions(
  tx: Transaction,
  decisions: readonly ConsentDecision[],
  { jobseekerId, byKeyId }: { jobseekerId: string; byKeyId: string },
): Promise<void> {
  if (decisions.length === 0) return
  await tx.execute(
    decisionsInserted(
      decisions.map((decision) => ({ ...decision, jobseekerId })),
      byKeyId,
    ),
  )
}

export async function findDossier(db: Db | Transaction, id: string, reach: Reach): Promise<Dossier | undefined> {
  const [row] = await db.select(facts).from(jobseekers).where(within(id, reach))
  return row && { jobseeker: row, ...(await readDecided(db, id)) }
}

/** Nobody else changes this person or her consents until the transaction ends. */
export async function lockDossier(tx: Transaction, id: string, reach: Reach): Promise<Dossier | undefined> {
  const [row] = await tx.select(facts).from(jobseekers).where(within(id, reach)).for('update')
  return row && { jobseeker: row, ...(await readDecided(tx, id)) }
}

/** This person, if she is within reach. */
export function within(id: string, reach: Reach): SQL | undefined {
  return and(eq(jobseekers.id, id), reached(reach))
}

/** Whoever is within reach. */
export function reached(reach: Reach): SQL {
  if (reach.kind === 'all') return sql`true`
  if (reach.kind === 'none') return sql`false`
  const own = eq(jobseekers.tenantId, reach.tenantId)
  return reach.regionCode === null ? own : sql`(${own} and starts_with(${jobseekers.regionCode}, ${subtreePrefix(reach.regionCode)}))`
}

/** 330000 and 330100 begin every code below them without their zeros. */
export function subtreePrefix(regionCode: string): string {
  return regionCode.replace(/(?:0000|00)$/, '')
}
