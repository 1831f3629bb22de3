import type { BatchAnswer, BatchResult } from '@zhihe/contracts/posting-batch'
import type { ProblemError } from '@zhihe/contracts/problem'
import { fieldError, issuesToErrors } from '@zhihe/http/field-errors'
import type { BatchRefusal, JudgedItem } from '../domain/batch.ts'
import { openQuestions } from '../domain/posting-view.ts'
import { cutText } from '../domain/whole-text.ts'
import type { UpsertResult } from '../store/upsert-postings.ts'
import { referenceError } from './posting-references.ts'
import { takenKey } from './taken-key.ts'

const readableLength = 100

export function resultOf(index: number, item: unknown, result: UpsertResult): BatchResult {
  if (!result.ok) return rejected(index, item, [fieldError('/externalId', 'key_taken', { zh: takenKey.detailZh, en: takenKey.detail })])
  const { outcome, posting } = result.upserted
  const { id, externalId, status, reasonCode } = posting
  return { index, outcome, id, externalId, status, reasonCode, questions: openQuestions(posting), findings: posting.findings }
}

export function rejectedItem(item: unknown, judged: JudgedItem): BatchResult {
  return rejected(judged.index, item, 'refusal' in judged ? errorsOf(judged.refusal) : [])
}

export function countOutcomes(results: readonly BatchResult[]): BatchAnswer['counts'] {
  const counts = { created: 0, updated: 0, unchanged: 0, rejected: 0 }
  for (const { outcome } of results) counts[outcome] += 1
  return counts
}

function errorsOf(refusal: BatchRefusal): ProblemError[] {
  switch (refusal.kind) {
    case 'invalid':
      return issuesToErrors(refusal.issues)
    case 'unresolved':
      return [referenceError(refusal.reference)]
    case 'duplicate': {
      const first = refusal.firstIndex
      const say = {
        zh: `与第 ${first} 项（从 0 起）的 source 和 externalId 相同，请合并。`,
        en: `Item ${first} (counted from 0) has the same source and externalId; merge them.`,
      }
      return [fieldError('/externalId', 'duplicate', say)]
    }
  }
}

function rejected(index: number, item: unknown, errors: ProblemError[]): BatchResult {
  return { index, outcome: 'rejected', externalId: readableExternalId(item), errors }
}

function readableExternalId(item: unknown): string | null {
  if (typeof item !== 'object' || item === null || !('externalId' in item)) return null
  return typeof item.externalId === 'string' ? cutText(item.externalId, readableLength) : null
}
