import { appendAudit } from '@zhihe/audit/append'
import type { Principal } from '@zhihe/contracts/access'
import { problem } from '@zhihe/http/problem'
import type { Transaction } from '@zhihe/postgres/pool'
import type { FileLedger } from '../domain/file-ledger.ts'
import type { Dossier } from '../domain/jobseeker.ts'
import { reachOver } from '../domain/reach.ts'
import type { Writer } from '../store/file-store.ts'
import { lockDossier } from '../store/jobseeker-store.ts'
import { keepFile } from '../store/keep-file.ts'
import { askedBy } from './asked-by.ts'

export interface FileChange {
  id: string
  principal: Principal
  now: Date
  /** What kind of entry is written, for the audit. */
  kind: 'assessment' | 'status' | 'case_owner' | 'measure' | 'confirmation'
}

/** Writes in the file of a person within reach, and lets everything follow that it decides; throws the Problem `not_found` for anybody else. */
export async function changeFile(
  tx: Transaction,
  { id, principal, now, kind }: FileChange,
  write: (writer: Writer, dossier: Dossier) => Promise<void>,
): Promise<FileLedger> {
  const dossier = await lockDossier(tx, id, reachOver(principal))
  if (!dossier) throw problem('not_found')
  const { tenantId } = dossier.jobseeker
  await write({ jobseekerId: id, tenantId, byKeyId: principal.keyId }, dossier)
  const ledger = await keepFile(tx, dossier, { now, isTouched: true })
  const entry = askedBy(principal, { action: 'file.changed', reason: 'keep_file', at: now, detail: { kind } })
  await appendAudit(tx, { ...entry, tenantId, jobseekerIds: [id], opened: 0 })
  return ledger
}
