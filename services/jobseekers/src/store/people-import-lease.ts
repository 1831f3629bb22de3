import { type Lease as ImportLease, LeaseLost, leaseEnd, leasesOf } from '@zhihe/imports/lease'
import type { Hold } from '@zhihe/outbox/append'
import { releaseHeld } from '@zhihe/outbox/hold'
import type { Transaction } from '@zhihe/postgres/pool'
import { and, eq, sql } from 'drizzle-orm'
import type { KeptItem, PeopleImportJob } from '../domain/people-import.ts'
import { importItems, imports, outbox } from './schema.ts'

export type Lease = ImportLease<PeopleImportJob>

/** Whose import it is: claimed, held, given back and ended (`@zhihe/imports`). */
export const peopleImportLeases = leasesOf<PeopleImportJob>(imports)

/** Keeps what became of the rows of a piece and how far the import is, and holds the lease. Throws `LeaseLost`; then nothing of the piece may stay. */
export async function countPiece(
  tx: Transaction,
  lease: Lease,
  { items, first }: { items: readonly KeptItem[]; first: number },
): Promise<void> {
  const { id: importId, tenantId, piecesDone, run } = lease.job
  await insertItems(tx, { importId, tenantId, items, first })
  const count = (outcome: KeptItem['outcome']) => items.filter((item) => item.outcome === outcome).length
  const [row] = await tx
    .update(imports)
    .set({
      attempts: 0,
      claimedUntil: leaseEnd,
      piecesDone: sql`${imports.piecesDone} + 1`,
      rowsDone: first + items.length,
      createdCount: sql`${imports.createdCount} + ${count('created')}`,
      updatedCount: sql`${imports.updatedCount} + ${count('updated')}`,
      unchangedCount: sql`${imports.unchangedCount} + ${count('unchanged')}`,
      refusedCount: sql`${imports.refusedCount} + ${count('refused')}`,
      skippedCount: sql`${imports.skippedCount} + ${count('skipped')}`,
    })
    .where(and(peopleImportLeases.isHeld(lease), eq(imports.rowsDone, first)))
    .returning({ id: imports.id })
  if (!row) throw new LeaseLost(`${importId} (run ${run}, piece ${piecesDone})`)
}

/** Ends an import, and lets the relays have what its rows announced. Throws `LeaseLost` when it is another importer's now. */
export async function endPeopleImport(tx: Transaction, lease: Lease, end: Pick<PeopleImportJob, 'status' | 'problem'>): Promise<void> {
  await peopleImportLeases.end(tx, lease, end)
  await releaseHeld(tx, outbox, holdOf(lease.job).by)
}

const heldForMs = 120_000

/** Matching hears of the people of a file at its end, and of one that takes longer two minutes later (decision 017). */
export function holdOf({ id }: Pick<PeopleImportJob, 'id'>): Hold {
  return { by: `import-${id}`, ms: heldForMs }
}

interface NewItems {
  importId: string
  tenantId: string
  items: readonly KeptItem[]
  /** The place of the first of them. */
  first: number
}

async function insertItems(tx: Transaction, { importId, tenantId, items, first }: NewItems): Promise<void> {
  if (items.length === 0) return
  const rows = items.map((item, at) => ({ ...item, place: first + at }))
  await tx.execute(sql`
    insert into ${importItems} (import_id, tenant_id, place, sheet, row_number, outcome, jobseeker_id, findings)
    select ${importId}::uuid, ${tenantId}::uuid, item.* from json_to_recordset(${JSON.stringify(rows)}::json) as item (
      place integer, sheet integer, "row" integer, outcome text, "jobseekerId" uuid, findings jsonb)`)
}
