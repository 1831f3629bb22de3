import { appendAudit } from '@zhihe/audit/append'
import { appendToOutbox } from '@zhihe/outbox/append'
import type { Transaction } from '@zhihe/postgres/pool'
import { erasePerson, type FoundPerson, type NewErasure } from './erasure-store.ts'
import { outbox } from './schema.ts'

/** Erases a locked person here, tells the others, and notes it in the audit: all or nothing. `actor` is the role of the key, or the name of the process. */
export async function eraseEverywhere(
  tx: Transaction,
  person: FoundPerson,
  { actor, ...erasure }: NewErasure & { actor: string },
): Promise<void> {
  const { tenantId, version } = person
  const { jobseekerId, reason, at, keyId } = erasure
  const recipients = await erasePerson(tx, erasure)
  await appendToOutbox(tx, outbox, {
    events: [{ type: 'jobseeker.erased', data: { tenantId, jobseekerId, version: version + 1, recipients } }],
    now: at,
  })
  await appendAudit(tx, { at, tenantId, keyId, actor, action: 'person.erased', reason, jobseekerIds: [jobseekerId], opened: 0 })
}
