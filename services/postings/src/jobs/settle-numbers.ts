import type { Transaction } from '@zhihe/postgres/pool'
import { type ImportJob, sourceOfFair } from '../domain/import.ts'
import { type KeyedRow, type NumberedRow, numberWithin, ownNumber } from '../domain/import-row.ts'
import { readHolders } from '../store/number-holders.ts'

interface RowOfEmployer {
  row: KeyedRow
  /** Null when it could not be told: the row is refused and takes no number. */
  employerId: string | null
}

interface Settling {
  job: Pick<ImportJob, 'tenantId' | 'fairId'>
  /** Written to. */
  settled: Settled
}

/** Which row of the file, of which employer, has which number. */
export type Settled = Map<string, { row: NumberedRow; employerId: string }>

/** The rows that have numbers of the organiser, under the numbers their postings are kept with. Rows that are not in it stay as they are. */
export async function settleNumbers(
  tx: Transaction,
  rows: readonly RowOfEmployer[],
  { job, settled }: Settling,
): Promise<Map<KeyedRow, KeyedRow>> {
  const numbered = rows.flatMap(({ row, employerId }) => (row.numbered === null || employerId === null ? [] : [{ row, employerId }]))
  const asked = numbered.flatMap(({ row: { externalId }, employerId }) => [externalId, ownNumber(externalId, employerId)])
  const held = await readHolders(tx, { tenantId: job.tenantId, source: sourceOfFair(job.fairId), externalIds: [...new Set(asked)] })
  for (const externalId of asked) {
    const before = settled.get(externalId)
    if (before !== undefined && !held.has(externalId)) held.set(externalId, before.employerId)
  }
  const kept = new Map<KeyedRow, KeyedRow>()
  for (const { row, employerId } of numbered) {
    if (row.sameAs !== null) continue
    const externalId = numberWithin(row, employerId, held)
    // One employer that is named once by its code and once by its name.
    const before = settled.get(externalId)
    kept.set(row, before === undefined ? { ...row, externalId } : { ...row, sameAs: before.row })
    if (before !== undefined) continue
    settled.set(externalId, { row: { sheet: row.sheet, row: row.row, fields: {} }, employerId })
    if (!held.has(externalId)) held.set(externalId, employerId)
  }
  return kept
}
