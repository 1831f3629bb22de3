import type { Db, Executor, Transaction } from '@zhihe/postgres/pool'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { Employer } from '../domain/employer.ts'
import type { Reach } from '../domain/reach.ts'
import { employersWithin } from './reach-filter.ts'
import { employers, employerVersions } from './schema.ts'

/** Returns false when the tenant has an employer of this code already. */
export async function insertEmployer(tx: Transaction, employer: Employer, byKeyId: string): Promise<boolean> {
  const { id, tenantId, uscc, name, kind, regionCode, address, verification, establishment, version, createdAt, updatedAt } = employer
  // One round trip: an import registers hundreds of them.
  const rows = await tx.execute(
    sql`
    with inserted as (
      insert into ${employers} (id, tenant_id, uscc, name, kind, region_code, address, verification, establishment, version, created_at, updated_at)
      values (${id}, ${tenantId}, ${uscc}, ${name}, ${kind}, ${regionCode}, ${address}, ${json(verification)}::jsonb, ${json(establishment)}::jsonb,
        ${version}, ${createdAt.toISOString()}, ${updatedAt.toISOString()})
      on conflict (tenant_id, uscc) do nothing
      returning *
    )
    insert into ${employerVersions} (employer_id, version, uscc, name, kind, region_code, address, verification, establishment, at, by_key_id)
    select id, version, uscc, name, kind, region_code, address, verification, establishment, updated_at, ${byKeyId}::uuid from inserted
    returning employer_id`,
    'objects',
  )
  return rows.length > 0
}

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}

/** Rejects with a violation of `employers_tenant_uscc` when another employer of the tenant has the code. */
export async function updateEmployer(tx: Transaction, { id, ...facts }: Employer, byKeyId: string): Promise<void> {
  await tx.update(employers).set(facts).where(eq(employers.id, id))
  await tx.insert(employerVersions).values({ ...facts, employerId: id, at: facts.updatedAt, byKeyId })
}

/** Both as of one moment: a change between two reads would show a version that its own history does not have. */
export async function readEmployerWithHistory(db: Db, id: string, reach: Reach) {
  return await db.transaction(
    async (tx) => {
      const employer = await findEmployer(tx, id, reach)
      if (!employer) return undefined
      const versions = tx.select().from(employerVersions).where(eq(employerVersions.employerId, id))
      return { employer, history: await versions.orderBy(asc(employerVersions.version)) }
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  )
}

export async function findEmployer(db: Executor, id: string, reach: Reach): Promise<Employer | undefined> {
  const [row] = await db
    .select()
    .from(employers)
    .where(and(eq(employers.id, id), employersWithin(reach)))
  return row
}

/** The employer, where the caller may read what it did: an enterprise sees its neighbours and not their record. */
export async function findAnswerable(db: Executor, id: string, reach: Reach): Promise<Employer | undefined> {
  return reach.kind === 'employer' && reach.employerId !== id ? undefined : await findEmployer(db, id, reach)
}

export async function lockEmployer(tx: Transaction, id: string, reach: Reach): Promise<Employer | undefined> {
  const [row] = await tx
    .select()
    .from(employers)
    .where(and(eq(employers.id, id), employersWithin(reach)))
    .for('update')
  return row
}

export async function findEmployerId(db: Executor, tenantId: string, uscc: string): Promise<string | undefined> {
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
