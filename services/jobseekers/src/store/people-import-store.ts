import type { Executor, Transaction } from '@zhihe/postgres/pool'
import { and, asc, eq, gt, type SQL, sql } from 'drizzle-orm'
import type { ImportFinding } from '../domain/import-finding.ts'
import type { KeptItem, PeopleImportJob } from '../domain/people-import.ts'
import type { Reach } from '../domain/reach.ts'
import { importItems, imports, schemaName } from './schema.ts'

/** Importers listen on it; what is said on it is that there is work, and nothing more. */
export const peopleImportChannel = `imports_${schemaName}`

export type NewPeopleImport = Omit<typeof imports.$inferInsert, 'status'>

/** Keeps the import unless its idempotency key is taken; then the one that took it is given. */
export async function insertPeopleImport(tx: Transaction, given: NewPeopleImport): Promise<{ isNew: boolean; kept: PeopleImportJob }> {
  const [inserted] = await tx
    .insert(imports)
    .values({ ...given, status: 'received' })
    .onConflictDoNothing({ target: [imports.tenantId, imports.idempotencyKey] })
    .returning()
  if (inserted) return { isNew: true, kept: inserted }
  const [kept] = await tx
    .select()
    .from(imports)
    .where(and(eq(imports.tenantId, given.tenantId), eq(imports.idempotencyKey, given.idempotencyKey ?? '')))
  if (!kept) throw new Error('an import was neither inserted nor there')
  return { isNew: false, kept }
}

export async function announcePeopleImport(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_notify(${peopleImportChannel}, '')`)
}

export async function findPeopleImport(db: Executor, id: string, reach: Reach): Promise<PeopleImportJob | undefined> {
  const [row] = await db
    .select()
    .from(imports)
    .where(and(eq(imports.id, id), importsWithin(reach)))
  return row
}

export async function lockPeopleImport(tx: Transaction, id: string, reach: Reach): Promise<PeopleImportJob | undefined> {
  const [row] = await tx
    .select()
    .from(imports)
    .where(and(eq(imports.id, id), importsWithin(reach)))
    .for('update')
  return row
}

export interface ItemsQuery {
  importId: string
  outcome?: KeptItem['outcome'] | undefined
  /** The place of the last item seen, -1 at the beginning. */
  after: number
  limit: number
}

export type FoundItem = KeptItem & { place: number; findings: readonly ImportFinding[] }

/** Items in the order of the file. */
export async function listPeopleImportItems(db: Executor, { importId, outcome, after, limit }: ItemsQuery): Promise<FoundItem[]> {
  const { place, sheet, row, jobseekerId, findings } = importItems
  return await db
    .select({ place, sheet, row, outcome: importItems.outcome, jobseekerId, findings })
    .from(importItems)
    .where(
      and(
        eq(importItems.importId, importId),
        gt(importItems.place, after),
        outcome === undefined ? undefined : eq(importItems.outcome, outcome),
      ),
    )
    .orderBy(asc(importItems.place))
    .limit(limit)
}

const nothingDone = {
  mapping: null,
  problem: null,
  piecesDone: 0,
  rowsDone: 0,
  rowsTotal: null,
  createdCount: 0,
  updatedCount: 0,
  unchangedCount: 0,
  refusedCount: 0,
  skippedCount: 0,
  attempts: 0,
  claimedBy: null,
  claimedUntil: null,
  startedAt: null,
  finishedAt: null,
}

/** Begins again with what was said of the columns. */
export async function restartPeopleImport(tx: Transaction, id: string, said: PeopleImportJob['said']): Promise<PeopleImportJob> {
  await tx.delete(importItems).where(eq(importItems.importId, id))
  const [row] = await tx
    .update(imports)
    .set({ ...nothingDone, status: 'received', said, run: sql`${imports.run} + 1` })
    .where(eq(imports.id, id))
    .returning()
  if (!row) throw new Error('an import that was locked is gone')
  return row
}

/** An import is seen by whoever reaches at least as far as the key that sent it: its rows may be about anybody below that. */
function importsWithin(reach: Reach): SQL | undefined {
  if (reach.kind === 'all') return undefined
  if (reach.kind === 'none') return sql`false`
  const own = eq(imports.tenantId, reach.tenantId)
  if (reach.regionCode === null) return own
  const subtree = reach.regionCode.replace(/(?:0000|00)$/, '')
  return and(own, sql`starts_with(${imports.regionCode}, ${subtree})`)
}
