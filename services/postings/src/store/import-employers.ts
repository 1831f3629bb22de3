import type { EmployerReading } from '@zhihe/intake/read-employer-row'
import type { Transaction } from '@zhihe/postgres/pool'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { and, eq, inArray } from 'drizzle-orm'
import { registerEmployer } from '../domain/employer.ts'
import type { ImportJob } from '../domain/import.ts'
import { cutText } from '../domain/whole-text.ts'
import { insertEmployer, lockEmployerKinds } from './employer-store.ts'
import { employers } from './schema.ts'

export interface ResolvedEmployer {
  id: string
  kind: EmployerKind
  /** Registered by this row, and its kind was not said: it stands as `other` until somebody says it. */
  isKindOpen: boolean
}

export interface ResolveContext {
  job: ImportJob
  /** Where an employer sits whose row and code do not tell it. */
  fairRegionCode: string
  now: Date
  newId: () => string
}

/**
 * The employer of each row: the key's own, the one with the row's code, else the one with exactly its name. One that is not there yet is registered when
 * the row gives a code that checks and a name, and the key may. Null where none can be told. The employers found stay as they are until the transaction ends.
 */
export async function resolveEmployers(
  tx: Transaction,
  rows: readonly EmployerReading[],
  context: ResolveContext,
): Promise<(ResolvedEmployer | null)[]> {
  const { tenantId, employerId } = context.job
  if (employerId !== null) {
    const kind = (await lockEmployerKinds(tx, tenantId, [employerId])).get(employerId)
    return rows.map(() => (kind === undefined ? null : { id: employerId, kind, isKindOpen: false }))
  }
  const open = context.job.registersEmployers ? await registerMissing(tx, rows, context) : new Set<string>()
  const byUscc = await idsBy(tx, tenantId, 'uscc', uniqueOf(rows, 'uscc'))
  const byName = await idsBy(tx, tenantId, 'name', uniqueOf(rows, 'name'))
  const ids = rows.map(({ uscc, refusal, name }) => {
    if (uscc !== null) return byUscc.get(uscc)
    // A code that does not check contradicts the name it stands beside.
    return refusal === null && name !== null ? byName.get(name) : undefined
  })
  const kinds = await lockEmployerKinds(tx, tenantId, [...new Set(ids.filter((id) => id !== undefined))])
  return ids.map((id) => {
    const kind = id === undefined ? undefined : kinds.get(id)
    return id === undefined || kind === undefined ? null : { id, kind, isKindOpen: open.has(id) }
  })
}

async function registerMissing(
  tx: Transaction,
  rows: readonly EmployerReading[],
  { job, fairRegionCode, now, newId }: ResolveContext,
): Promise<Set<string>> {
  const known = await idsBy(tx, job.tenantId, 'uscc', uniqueOf(rows, 'uscc'))
  const open = new Set<string>()
  for (const { uscc, name, kind, regionCode, address } of rows) {
    if (uscc === null || name === null || known.has(uscc)) continue
    const id = newId()
    known.set(uscc, id)
    const given = { uscc, name: cutText(name, 100), kind: kind ?? ('other' as const), regionCode: regionCode ?? fairRegionCode }
    const recording = { now, byKeyId: job.byKeyId }
    const employer = registerEmployer(
      { id, tenantId: job.tenantId },
      { ...given, address: address === null ? undefined : cutText(address, 200) },
      recording,
    )
    if ((await insertEmployer(tx, employer, job.byKeyId)) && kind === null) open.add(id)
  }
  return open
}

function uniqueOf(rows: readonly EmployerReading[], key: 'uscc' | 'name'): string[] {
  return [...new Set(rows.flatMap((row) => row[key] ?? []))]
}

// Of two with one name the name tells neither.
async function idsBy(tx: Transaction, tenantId: string, key: 'uscc' | 'name', values: readonly string[]): Promise<Map<string, string>> {
  if (values.length === 0) return new Map()
  const rows = await tx
    .select({ id: employers.id, value: employers[key] })
    .from(employers)
    .where(and(eq(employers.tenantId, tenantId), inArray(employers[key], [...values])))
  const ids = new Map<string, string>()
  const twice = new Set<string>()
  for (const { id, value } of rows) {
    if (ids.has(value)) twice.add(value)
    ids.set(value, id)
  }
  for (const value of twice) ids.delete(value)
  return ids
}
