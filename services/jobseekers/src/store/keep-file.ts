import { appendToOutbox } from '@zhihe/outbox/append'
import type { Transaction } from '@zhihe/postgres/pool'
import { assessedItems } from '../domain/assessment.ts'
import { chinaDay } from '../domain/china-day.ts'
import { type FileLedger, toFileRow } from '../domain/file-ledger.ts'
import { type Dossier, followFile } from '../domain/jobseeker.ts'
import { listStatuses } from '../domain/status.ts'
import { readFileLedger } from './file-ledger.ts'
import { saveFiled, saveFileRow } from './file-store.ts'
import { outbox } from './schema.ts'

export interface Keeping {
  now: Date
  /** Whether somebody wrote in the file, or only time has passed. */
  isTouched: boolean
}

/**
 * After something was written in a person's file, or time has passed: her facts, what matching is told of them, and the row by which she is listed
 * say what the file says. Her row must be locked, as `dossier` has it. Returns the ledger.
 */
export async function keepFile(tx: Transaction, dossier: Dossier, { now, isTouched }: Keeping): Promise<FileLedger> {
  const { id, profile } = dossier.jobseeker
  const ledger = await readFileLedger(tx, id)
  if (!ledger) throw new Error(`jobseeker ${id} has no file`)
  const assessed = assessedItems(ledger.assessments, now)
  const changed = followFile(dossier, { assessed, statuses: listStatuses(profile.statuses, ledger.statuses, chinaDay(now)) }, now)
  if (changed) {
    await saveFiled(tx, changed.dossier.jobseeker)
    await appendToOutbox(tx, outbox, { events: changed.event ? [changed.event] : [], now })
  }
  await saveFileRow(tx, toFileRow(ledger, now), { jobseekerId: id, touchedAt: isTouched ? now : null })
  return ledger
}
