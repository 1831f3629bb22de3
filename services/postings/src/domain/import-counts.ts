import type { ImportItem, ImportJob } from '@zhihe/contracts/import'

/** Rows by outcome, those of which there are none as well. */
export function importCounts(counts: ReadonlyMap<ImportItem['outcome'], number>): ImportJob['counts'] {
  const of = (outcome: ImportItem['outcome']) => counts.get(outcome) ?? 0
  return {
    created: of('created'),
    updated: of('updated'),
    unchanged: of('unchanged'),
    rejected: of('rejected'),
    skipped: of('skipped'),
  }
}
