import type { Principal } from '@zhihe/contracts/access'
import type { PostingContent } from '@zhihe/contracts/posting'
import { type ProblemError, problems } from '@zhihe/contracts/problem'
import { fieldError } from '@zhihe/http/field-errors'
import { problem } from '@zhihe/http/problem'
import type { Transaction } from '@zhihe/postgres/pool'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { type Referable, type ReferenceRefusal, resolveReferences } from '../domain/references.ts'
import { lockEmployerKinds } from '../store/employer-store.ts'
import { findFairIds } from '../store/fair-store.ts'

/** What these contents refer to and the caller may use; the employers stay as they are until the transaction ends. */
export async function loadReferable(
  tx: Transaction,
  contents: readonly PostingContent[],
  { tenantId, employerId }: Principal,
): Promise<Referable> {
  const employerIds = new Set(contents.map((content) => content.employerId))
  const usable = [...employerIds].filter((id) => employerId === null || id === employerId)
  const fairIds = new Set(contents.flatMap(({ fairId }) => (fairId === undefined ? [] : [fairId])))
  return { employerKinds: await lockEmployerKinds(tx, tenantId, usable), fairIds: await findFairIds(tx, tenantId, [...fairIds]) }
}

/** The kind of the posting's employer; throws the Problem that names what is not there. */
export async function requireReferences(tx: Transaction, content: PostingContent, principal: Principal): Promise<EmployerKind> {
  const resolved = resolveReferences(content, await loadReferable(tx, [content], principal))
  if (!resolved.ok) throw problem(resolved.reason.code, { errors: [referenceError(resolved.reason)] })
  return resolved.employerKind
}

export function referenceError({ pointer, code }: ReferenceRefusal): ProblemError {
  return fieldError(pointer, code, problems[code])
}
