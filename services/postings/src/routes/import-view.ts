import type { ImportItem, ImportJob as ImportView } from '@zhihe/contracts/import'
import { type ImportJob, rowsPerPiece } from '../domain/import.ts'

export function toImportView(job: ImportJob, counts: ReadonlyMap<ImportItem['outcome'], number>): ImportView {
  const { id, fairId, fileName, bytes, sha256, status, problem, rowsTotal, run } = job
  const of = (outcome: ImportItem['outcome']) => counts.get(outcome) ?? 0
  const counted = {
    created: of('created'),
    updated: of('updated'),
    unchanged: of('unchanged'),
    rejected: of('rejected'),
    skipped: of('skipped'),
  }
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
    counts: counted,
    run,
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
  }
}
