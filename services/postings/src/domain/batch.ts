import { type NewPosting, newPosting } from '@zhihe/contracts/posting'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { z } from 'zod'
import { type Referable, type ReferenceRefusal, resolveReferences } from './references.ts'

export type BatchRefusal =
  | { kind: 'invalid'; issues: readonly z.core.$ZodIssue[] }
  | { kind: 'unresolved'; reference: ReferenceRefusal }
  | { kind: 'duplicate'; firstIndex: number }

export type ReadItem = { index: number; posting: NewPosting } | { index: number; refusal: BatchRefusal }

export type JudgedItem = { index: number; posting: NewPosting; employerKind: EmployerKind } | { index: number; refusal: BatchRefusal }

/** Is this item a posting at all? */
export function readItem(item: unknown, index: number): ReadItem {
  const read = z.safeDecode(newPosting, item as z.input<typeof newPosting>)
  return read.success ? { index, posting: read.data } : { index, refusal: { kind: 'invalid', issues: read.error.issues } }
}

/** Which items can be kept: their employer and fair are there, and no kept item before them has the same key. */
export function judgeItems(items: readonly ReadItem[], referable: Referable): JudgedItem[] {
  const firstOf = new Map<string, number>()
  return items.map((item) => {
    if ('refusal' in item) return item
    const { index, posting } = item
    const resolved = resolveReferences(posting, referable)
    if (!resolved.ok) return { index, refusal: { kind: 'unresolved', reference: resolved.reason } }
    const key = `${posting.source} ${posting.externalId}`
    const firstIndex = firstOf.get(key)
    if (firstIndex !== undefined) return { index, refusal: { kind: 'duplicate', firstIndex } }
    firstOf.set(key, index)
    return { index, posting, employerKind: resolved.employerKind }
  })
}
