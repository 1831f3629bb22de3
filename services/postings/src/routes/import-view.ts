import type { ImportItem, ImportJob as ImportView } from '@zhihe/contracts/import'
import { type ImportJob, rowsPerPiece } from '../domain/import.ts'
import { importCounts } from '../domain/import-counts.ts'

export function toImportView(job: ImportJob, counts: ReadonlyMap<ImportItem['outcome'], number>): ImportView {
  const { id, fairId, fileName, bytes, sha256, status, problem, rowsTotal, run } = job
  return {
    id,
    fairId,
    fileName,
    bytes,
    sha256,
    createdAt: job.createdAt.toISOString(),
    status,
    problem,
    rows: Math.min(job.piecesDone * rowsPerPiece, rowsTotal ?? Number.POSITIVE_INFINITY),
    rowsTotal,
    counts: importCounts(counts),
    run,
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
  }
}
