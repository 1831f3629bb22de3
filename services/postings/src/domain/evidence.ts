import { isDeepStrictEqual } from 'node:util'
import type { Establishment, NewVerification, Verification } from '@zhihe/contracts/employer'
import { publicBodyKinds } from '@zhihe/contracts/vacancy'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { chinaDay } from './china-day.ts'

export type EvidenceRefusal =
  | 'establishment_of_other_kind'
  | 'reserved_above_posts'
  | 'hired_above_filled'
  | 'as_of_in_future'
  | 'checked_in_future'

export interface GivenEvidence {
  /** Null while it is not known. */
  kind: EmployerKind | null
  verification?: NewVerification | undefined
  establishment?: Establishment | undefined
}

/** Everything that is wrong with the evidence given. Days are ISO days, so they sort as text. */
export function refuseEvidence({ kind, verification, establishment }: GivenEvidence, now: Date): EvidenceRefusal[] {
  const today = chinaDay(now)
  const reasons: EvidenceRefusal[] = []
  if (verification && verification.checkedOn > today) reasons.push('checked_in_future')
  if (!establishment) return reasons
  const { posts, filled, reservedForDisabled, hiredDisabled, asOf } = establishment
  if (kind !== null && !isPublicBody(kind)) return [...reasons, 'establishment_of_other_kind']
  if (reservedForDisabled > posts) reasons.push('reserved_above_posts')
  if (hiredDisabled > filled) reasons.push('hired_above_filled')
  if (asOf > today) reasons.push('as_of_in_future')
  return reasons
}

function isPublicBody(kind: EmployerKind): boolean {
  return publicBodyKinds.some((code) => code === kind)
}

export interface Recording {
  now: Date
  byKeyId: string
}

/** The evidence that stands after this was given: sent again it is the same evidence, recorded when it was. */
export function recordVerification(standing: Verification | null, given: NewVerification, { now, byKeyId }: Recording): Verification {
  if (standing) {
    const { recordedAt: _, recordedByKeyId: __, ...same } = standing
    if (isDeepStrictEqual(same, { ...given })) return standing
  }
  return { ...given, recordedAt: now.toISOString(), recordedByKeyId: byKeyId }
}

/** The figures of an establishment with what follows from them. */
export function withGaps(establishment: Establishment) {
  const { posts, filled, reservedForDisabled, hiredDisabled } = establishment
  return { ...establishment, gap: Math.max(0, posts - filled), reservedGap: Math.max(0, reservedForDisabled - hiredDisabled) }
}
