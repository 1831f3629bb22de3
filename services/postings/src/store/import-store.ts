import type { ImportItem } from '@zhihe/contracts/import'
import { type Lease as ImportLease, leasesOf } from '@zhihe/imports/lease'
import type { Hold } from '@zhihe/outbox/append'
import { releaseHeld } from '@zhihe/outbox/hold'
import type { Db, Executor, Transaction } from '@zhihe/postgres/pool'
import { and, asc, count, eq, gt, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm'
import type { ImportJob, KeptItem, SaidOfSheet } from '../domain/import.ts'
import type { Reach } from '../domain/reach.ts'
import { rememberRows } from './import-rows-before.ts'
import { importFiles, importItems, imports, outbox, postings, schemaName } from './schema.ts'

/** Workers listen on it. */
export const importChannel = `imports_${schemaName}`

export type NewImport = Omit<typeof imports.$inferInsert, 'status'>

/** Keeps the import unless its idempotency key is taken; then the one that took it is given. */
export async function insertImport(tx: Transaction, given: NewImport): Promise<{ isNew: boolean; kept: ImportJob }> {
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

export async function keepFilePiece(tx: Transaction, importId: string, piece: number, bytes: Buffer): Promise<void> {
  await tx.insert(importFiles).values({ importId, piece, bytes })
}

export async function announceImport(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_notify(${importChannel}, '')`)
}

/** The bytes of the file, piece by piece. */
export async function* readFile(db: Db, importId: string): AsyncGenerator<Buffer> {
  for (let piece = 0; ; piece += 1) {
    const [row] = await db
      .select({ bytes: importFiles.bytes })
      .from(importFiles)
      .where(and(eq(importFiles.importId, importId), eq(importFiles.piece, piece)))
    if (!row) return
    yield row.bytes
  }
}

export async function findImport(db: Executor, id: string, reach: Reach): Promise<ImportJob | undefined> {
  const [row] = await db
    .select()
    .from(imports)
    .where(and(eq(imports.id, id), importsWithin(reach)))
  return row
}

export async function lockImport(tx: Transaction, id: string, reach: Reach): Promise<ImportJob | undefined> {
  const [row] = await tx
    .select()
    .from(imports)
    .where(and(eq(imports.id, id), importsWithin(reach)))
    .for('update')
  return row
}

/** Rows by outcome. */
export async function countItems(db: Executor, importId: string): Promise<Map<ImportItem['outcome'], number>> {
  const rows = await db
    .select({ outcome: importItems.outcome, count: count() })
    .from(importItems)
    .where(eq(importItems.importId, importId))
    .groupBy(importItems.outcome)
  return new Map(rows.map(({ outcome, count }) => [outcome, count]))
}

export interface ItemsQuery {
  importId: string
  outcome?: ImportItem['outcome'] | undefined
  /** The place of the last item seen, -1 at the beginning. */
  after: number
  limit: number
}

/** Items in the order of the file, with what their postings are now. */
export async function listItems(db: Executor, { importId, outcome, after, limit }: ItemsQuery) {
  return await db
    .select({
      place: importItems.place,
      sheet: importItems.sheet,
      row: importItems.row,
      outcome: importItems.outcome,
      postingId: importItems.postingId,
      externalId: importItems.externalId,
      title: importItems.title,
      detail: importItems.detail,
      status: postings.status,
      reasonCode: postings.reasonCode,
    })
    .from(importItems)
    .leftJoin(postings, eq(postings.id, importItems.postingId))
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

/** Begins again with what was said of the columns. */
export async function restartImport(tx: Transaction, id: string, said: readonly SaidOfSheet[]): Promise<ImportJob> {
  await rememberRows(tx, id)
  await tx.delete(importItems).where(eq(importItems.importId, id))
  const [row] = await tx
    .update(imports)
    .set({
      status: 'received',
      said,
      mapping: null,
      problem: null,
      piecesDone: 0,
      attempts: 0,
      rowsTotal: null,
      run: sql`${imports.run} + 1`,
      claimedBy: null,
      claimedUntil: null,
      startedAt: null,
      finishedAt: null,
    })
    .where(eq(imports.id, id))
    .returning()
  if (!row) throw new Error('an import that was locked is gone')
  return row
}

export type Lease = ImportLease<ImportJob>

/** Whose import it is: claimed, held, given back and ended (`@zhihe/imports`). */
export const importLeases = leasesOf<ImportJob>(imports)

/** Ends an import, and lets the relays have what its rows announced. Throws `LeaseLost` when it is another worker's now. */
export async function endImport(tx: Transaction, lease: Lease, end: Pick<ImportJob, 'status' | 'problem'>): Promise<void> {
  await importLeases.end(tx, lease, end)
  await releaseHeld(tx, outbox, holdOf(lease.job).by)
}

// Ranking and deliveries beside an import take the machine from it and from everybody: what is told at its end is ranked in a third of the time.
const heldForMs = 120_000

/** Whoever is told of the rows of an import is told at its end; of one that takes longer, and of one whose workers are all gone, two minutes later. */
export function holdOf({ id }: Pick<ImportJob, 'id'>): Hold {
  return { by: `import-${id}`, ms: heldForMs }
}

/** `first` is the place of the first of them. */
export async function insertItems(tx: Transaction, importId: string, items: readonly KeptItem[], first: number): Promise<void> {
  if (items.length === 0) return
  // One parameter for all of them, and one text however many they are.
  const rows = items.map(({ sheet, row, outcome, postingId, externalId, title, detail }, at) => ({
    place: first + at,
    sheet,
    row_number: row,
    outcome,
    posting_id: postingId,
    external_id: externalId,
    title,
    detail,
  }))
  await tx.execute(sql`
    insert into ${importItems} (import_id, place, sheet, row_number, outcome, posting_id, external_id, title, detail)
    select ${importId}::uuid, * from json_to_recordset(${JSON.stringify(rows)}::json) as item (
      place integer, sheet text, row_number integer, outcome text, posting_id uuid, external_id text, title text, detail jsonb)`)
}

/** Forgets the files of imports that ended before `before`; what became of their rows stays. Returns how many. */
export async function clearFiles(db: Db, before: Date, now: Date): Promise<number> {
  return await db.transaction(async (tx) => {
    const cleared = await tx
      .update(imports)
      .set({ fileClearedAt: now })
      .where(and(isNull(imports.fileClearedAt), isNotNull(imports.finishedAt), lt(imports.finishedAt, before)))
      .returning({ id: imports.id })
    for (const { id } of cleared) await tx.delete(importFiles).where(eq(importFiles.importId, id))
    return cleared.length
  })
}

function importsWithin(reach: Reach): SQL | undefined {
  switch (reach.kind) {
    case 'all':
      return undefined
    case 'tenant':
      return eq(imports.tenantId, reach.tenantId)
    case 'employer':
      return and(eq(imports.tenantId, reach.tenantId), eq(imports.employerId, reach.employerId))
    case 'published':
      return sql`false`
  }
}
