import type { PeopleImport, PeopleImportFinding, PeopleImportItem } from '@zhihe/contracts/jobseeker-import'
import { type ImportFinding, importSayings } from '../domain/import-finding.ts'
import { type KeptItem, type PeopleImportJob, uploadKeptUntil } from '../domain/people-import.ts'
import type { RefusalReason } from '../domain/refusal.ts'
import { sentenceOf } from './refused.ts'

export function toPeopleImport(job: PeopleImportJob): PeopleImport {
  return {
    ...toTakenView(job),
    status: job.status,
    problem: job.problem,
    rows: job.rowsDone,
    rowsTotal: job.rowsTotal,
    counts: {
      created: job.createdCount,
      updated: job.updatedCount,
      unchanged: job.unchangedCount,
      refused: job.refusedCount,
      skipped: job.skippedCount,
    },
    run: job.run,
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
    uploadKeptUntil: uploadKeptUntil(job)?.toISOString() ?? null,
  }
}

export function toTakenView({ id, bytes, consents, createdAt }: PeopleImportJob) {
  return { id, bytes, consents: [...consents], createdAt: createdAt.toISOString() }
}

export function toPeopleImportItem({ sheet, row, outcome, jobseekerId, findings }: KeptItem): PeopleImportItem {
  return { sheet, row, outcome, jobseekerId, findings: findings.map(toFinding) }
}

function toFinding({ column, code, refuses, values, say }: ImportFinding): PeopleImportFinding {
  return { column, code, refuses, ...(say ?? sayingOf(code, values)) }
}

function sayingOf(code: string, values: ImportFinding['values']): { zh: string; en: string } {
  const own = Object.hasOwn(importSayings, code) ? importSayings[code as keyof typeof importSayings] : undefined
  if (own) return { zh: own[0], en: own[1] }
  // Whatever else a row is refused for is what a registration is refused for; a sheet that cannot be read brings its own words.
  return sentenceOf(code as RefusalReason, values)
}
