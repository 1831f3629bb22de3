import { isDeepStrictEqual } from 'node:util'
import { type EmployerKind, employerKindFromUscc } from '@zhihe/vocabulary/employer-kind'
import { checkUscc } from '@zhihe/vocabulary/uscc'

export interface Employer {
  id: string
  tenantId: string
  uscc: string
  name: string
  kind: EmployerKind
  regionCode: string
  address: string | null
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

export type EmployerChange = Pick<Employer, 'uscc' | 'name' | 'kind' | 'regionCode'> & { address?: string | undefined }

/** The employer with these facts in place of its own; null when nothing changes. */
export function replaceEmployer(employer: Employer, { uscc, name, kind, regionCode, address }: EmployerChange, now: Date): Employer | null {
  const facts = { uscc, name, kind, regionCode, address: address ?? null }
  if (
    isDeepStrictEqual(facts, {
      uscc: employer.uscc,
      name: employer.name,
      kind: employer.kind,
      regionCode: employer.regionCode,
      address: employer.address,
    })
  ) {
    return null
  }
  return { ...employer, ...facts, version: employer.version + 1, updatedAt: now }
}
