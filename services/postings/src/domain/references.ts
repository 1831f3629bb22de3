import type { PostingContent } from '@zhihe/contracts/posting'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'

/** What a posting may refer to, as far as the caller may use it. */
export interface Referable {
  employerKinds: ReadonlyMap<string, EmployerKind>
  fairIds: ReadonlySet<string>
}

export type ReferenceRefusal = { pointer: '/employerId'; code: 'employer_not_found' } | { pointer: '/fairId'; code: 'fair_not_found' }

export type Referenced = { ok: true; employerKind: EmployerKind } | { ok: false; reason: ReferenceRefusal }

/** Do the employer and the fair exist for this caller? */
export function resolveReferences({ employerId, fairId }: PostingContent, { employerKinds, fairIds }: Referable): Referenced {
  const employerKind = employerKinds.get(employerId)
  if (employerKind === undefined) return { ok: false, reason: { pointer: '/employerId', code: 'employer_not_found' } }
  if (fairId !== undefined && !fairIds.has(fairId)) return { ok: false, reason: { pointer: '/fairId', code: 'fair_not_found' } }
  return { ok: true, employerKind }
}
