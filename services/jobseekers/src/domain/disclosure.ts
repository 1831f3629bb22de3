import type { DisclosureEnd } from '@zhihe/contracts/consent'
import type { DisclosedPerson } from '@zhihe/contracts/disclosure'
import type { NewDomainEvent } from '@zhihe/contracts/event'
import type { Profile } from '@zhihe/contracts/jobseeker'
import { disabilityGrades, disabilityTypes } from '@zhihe/vocabulary/certificate'
import { decisionsInForce, isOpen } from './consent.ts'
import { countsUnder } from './consent-text.ts'
import type { Dossier } from './jobseeker.ts'
import type { PlainIdentity } from './plain-identity.ts'

/** What an employer may read of a person, and until when. A consequence of the ledger. */
export interface Grant {
  /** Of the consent it comes from. */
  id: string
  tenantId: string
  jobseekerId: string
  /** The employer. */
  recipient: string
  receipt: string
  candidateRef: string
  fields: readonly (typeof identityFields | typeof profileFields)[number][]
  textVersion: string
  textSha256: string | null
  grantedAt: Date
  expiresAt: Date
}

const identityFields = ['name', 'phone', 'disability', 'certificate_number'] as const
const profileFields = ['education', 'skills', 'experience', 'licences', 'capabilities', 'accommodations'] as const
const typeDigitAt = 18

/** What the ledger lets employers read at this time. */
export function grantsOf(
  { jobseeker, ledger, texts }: Dossier,
  { now, refOf }: { now: Date; refOf: (employerId: string) => string },
): Grant[] {
  return decisionsInForce(ledger)
    .filter((decision) => isOpen(decision, now) && countsUnder(decision, texts))
    .flatMap((decision) => {
      const { id, recipient, receipt, fields, expiresAt, textVersion, textSha256, at } = decision
      if (recipient === null || receipt === null || fields === null || expiresAt === null) return []
      const whose = { tenantId: jobseeker.tenantId, jobseekerId: jobseeker.id, recipient, receipt, candidateRef: refOf(recipient) }
      return [{ id, ...whose, fields, textVersion, textSha256, grantedAt: at, expiresAt }]
    })
}

export function grantedEvent({ id: grantId, recipient: employerId, expiresAt, ...grant }: Grant): NewDomainEvent {
  const { tenantId, jobseekerId, receipt, candidateRef, fields } = grant
  const data = {
    grantId,
    tenantId,
    employerId,
    jobseekerId,
    receipt,
    candidateRef,
    fields: [...fields],
    expiresAt: expiresAt.toISOString(),
  }
  return { type: 'disclosure.granted', data }
}

export function revokedEvent(
  { id: grantId, tenantId, recipient: employerId, receipt, candidateRef }: Omit<Grant, 'fields'>,
  reason: DisclosureEnd,
): NewDomainEvent {
  return { type: 'disclosure.revoked', data: { grantId, tenantId, employerId, receipt, candidateRef, reason } }
}

/** Whether who she is must be opened for these fields. */
export function needsIdentity(fields: Grant['fields']): boolean {
  return fields.some((field) => (identityFields as readonly string[]).includes(field))
}

/** Exactly what was agreed to. `identity` is null when no field of it was, and was not opened then. */
export function disclose(
  fields: Grant['fields'],
  { profile, identity }: { profile: Profile; identity: PlainIdentity | null },
): DisclosedPerson {
  const parts = fields.map((field) => partOf(field, profile, identity))
  return Object.assign({}, ...parts)
}

function partOf(field: Grant['fields'][number], profile: Profile, identity: PlainIdentity | null): DisclosedPerson {
  switch (field) {
    case 'name':
      return { name: opened(identity).name }
    case 'phone':
      return { phone: opened(identity).phone }
    case 'certificate_number':
      return { certificateNumber: opened(identity).certificateNumber }
    case 'disability':
      return { disability: disabilityOf(opened(identity)) }
    case 'education':
      return { education: profile.education ?? null }
    case 'skills':
      return { skills: profile.skills }
    case 'experience':
      return { experience: profile.experience ?? null }
    case 'licences':
      return { licences: profile.licences ?? null }
    case 'capabilities':
      return { capabilities: profile.capabilities.map(({ icf, difficulty, source }) => ({ icf, difficulty, source })) }
    case 'accommodations':
      return { accommodations: profile.accommodationsNeeded ?? null }
  }
}

/** As her card says: its number ends in type and grade. */
function disabilityOf({ certificateNumber }: PlainIdentity): NonNullable<DisclosedPerson['disability']> | null {
  const type = disabilityTypes.find(({ digit }) => String(digit) === certificateNumber?.charAt(typeDigitAt))
  const grade = disabilityGrades.find((one) => String(one.grade) === certificateNumber?.charAt(typeDigitAt + 1))
  return type && grade ? { type: type.code, grade: grade.grade } : null
}

function opened(identity: PlainIdentity | null): PlainIdentity {
  if (identity === null) throw new Error('an identity is to be disclosed that was not opened')
  return identity
}
