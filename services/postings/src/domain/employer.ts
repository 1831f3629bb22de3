import { isDeepStrictEqual } from 'node:util'
import type { Establishment, NewVerification, Verification } from '@zhihe/contracts/employer'
import { type EmployerKind, employerKindFromUscc } from '@zhihe/vocabulary/employer-kind'
import { checkUscc } from '@zhihe/vocabulary/uscc'
import { type Recording, recordVerification } from './evidence.ts'

export interface Employer {
  id: string
  tenantId: string
  uscc: string
  name: string
  kind: EmployerKind
  regionCode: string
  address: string | null
  /** What was looked at to know that it is what it says; null where nobody has recorded it. */
  verification: Verification | null
  establishment: Establishment | null
  version: number
  createdAt: Date
  updatedAt: Date
}

export type EmployerRefusal = 'bad_uscc' | 'kind_contradicts_uscc' | 'kind_needed'

export type Identified = { ok: true; uscc: string; kind: EmployerKind } | { ok: false; reason: EmployerRefusal }

// The code tells how a body is registered; what it is for may be said more exactly: a federation is registered as a public body or a mass
// organisation, and most auxiliary workshops as 民办非企业.
const moreExactly: Partial<Record<EmployerKind, readonly EmployerKind[]>> = {
  party_government: ['federation'],
  public_institution: ['federation', 'auxiliary_workshop'],
  social_organisation: ['federation', 'auxiliary_workshop'],
  private: ['auxiliary_workshop', 'platform'],
  other: ['auxiliary_workshop'],
}

/** The clean code and the kind of an employer: told by the code where it can, by the caller where it cannot or where she knows more. */
export function identifyEmployer(given: { uscc: string; kind?: EmployerKind | undefined }): Identified {
  const checked = checkUscc(given.uscc)
  if (!checked.ok) return { ok: false, reason: 'bad_uscc' }
  const told = employerKindFromUscc(checked.value)
  if (told !== null && given.kind !== undefined && given.kind !== told && !moreExactly[told]?.includes(given.kind)) {
    return { ok: false, reason: 'kind_contradicts_uscc' }
  }
  const kind = given.kind ?? told ?? undefined
  if (kind === undefined) return { ok: false, reason: 'kind_needed' }
  return { ok: true, uscc: checked.value, kind }
}

/** What a caller says of an employer, its code and kind settled. */
export type EmployerFacts = Pick<Employer, 'uscc' | 'name' | 'kind' | 'regionCode'> & {
  address?: string | undefined
  verification?: NewVerification | undefined
  establishment?: Establishment | undefined
}

export function registerEmployer(ids: Pick<Employer, 'id' | 'tenantId'>, given: EmployerFacts, recording: Recording): Employer {
  const { now } = recording
  return { ...ids, ...statedIn(given, { standing: null, recording }), version: 1, createdAt: now, updatedAt: now }
}

/**
 * The employer with these facts in place of its own; null when nothing changes. Evidence recorded before stands as long as it is about the same code:
 * it is something that was done, and leaving it out does not undo it.
 */
export function replaceEmployer(employer: Employer, given: EmployerFacts, recording: Recording): Employer | null {
  const standing = given.uscc === employer.uscc ? employer.verification : null
  const facts = statedIn(given, { standing, recording })
  const { uscc, name, kind, regionCode, address, verification, establishment } = employer
  if (isDeepStrictEqual(facts, { uscc, name, kind, regionCode, address, verification, establishment })) return null
  return { ...employer, ...facts, version: employer.version + 1, updatedAt: recording.now }
}

function statedIn(given: EmployerFacts, { standing, recording }: { standing: Verification | null; recording: Recording }) {
  const { uscc, name, kind, regionCode, address = null, verification, establishment = null } = given
  const stands = verification === undefined ? standing : recordVerification(standing, verification, recording)
  return { uscc, name, kind, regionCode, address, verification: stands, establishment }
}
