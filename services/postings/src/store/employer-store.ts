import type { Db, Transaction } from '@zhihe/postgres/pool'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { and, asc, eq, inArray } from 'drizzle-orm'
import type { Employer } from '../domain/employer.ts'
import type { Reach } from '../domain/reach.ts'
import { employersWithin } from './reach-filter.ts'
import { employers } from './schema.ts'

/** Returns false when the tenant has an employer of this code already. */
export async function insertEmployer(tx: Transaction, employer: Employer): Promise<boolean> {
  const rows = await tx
    .insert(employers)
    .values(employer)
    .onConflictDoNothing({ target: [employers.tenantId, employers.uscc] })
    .returning({ id: employers.id })
  return rows.length > 0
}

/** Rejects with a violation of `employers_tenant_uscc` when another employer of the tenant has the code. */
export async function updateEmployer(tx: Transaction, { id, ...facts }: Employer): Promise<void> {
  await tx.update(employers).set(facts).where(eq(employers.id, id))
}

export async function findEmployer(db: Db | Transaction, id: string, reach: Reach): Promise<Employer | undefined> {
  const [row] = await db
    .select()
    .from(employers)
    .where(and(eq(employers.id, id), employersWithin(reach)))
  return row
}

export async function lockEmployer(tx: Transaction, id: string, reach: Reach): Promise<Employer | undefined> {
  const [row] = await tx
    .select()
    .from(employers)
    .where(and(eq(employers.id, id), employersWithin(reach)))
    .for('update')
  return row
}

export async function findEmployerId(db: Db | Transaction, tenantId: string, uscc: string): Promise<string | undefined> {
  const [row] = await db
    .select({ id: employers.id })
    .from(employers)
    .where(and(eq(employers.tenantId, tenantId), eq(employers.uscc, uscc)))
  return row?.id
}

/** The kinds of these employers, which cannot change before the transaction ends. Locks employers before postings, as everybody must. */
export async function lockEmployerKinds(tx: Transaction, tenantId: string, ids: readonly string[]): Promise<Map<string, EmployerKind>> {
  if (ids.length === 0) return new Map()
  const rows = await tx
    .select({ id: employers.id, kind: employers.kind })
    .from(employers)
    .where(and(eq(employers.tenantId, tenantId), inArray(employers.id, [...ids])))
    .orderBy(asc(employers.id))
    .for('share')
  return new Map(rows.map(({ id, kind }) => [id, kind]))
}
