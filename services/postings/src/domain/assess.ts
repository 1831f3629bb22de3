import type { PostingFinding } from '@zhihe/contracts/finding-fields'
import type { PostingContent } from '@zhihe/contracts/posting'
import { missingElements } from '@zhihe/lint/elements'
import { blocks, type PartialContent, textsOf } from './lint-content.ts'

export interface Question {
  pointer: string
  code: string
  zh: string
  en: string
}

export type Assessment =
  | { status: 'published'; reasonCode: 'complete' }
  | { status: 'blocked'; reasonCode: 'unlawful_wording' }
  | { status: 'needs_info'; reasonCode: 'missing_elements' | 'needs_confirmation' }
  | { status: 'closed'; reasonCode: 'expired' }

export interface AssessContext {
  now: Date
  findings: readonly PostingFinding[]
  /** When somebody last wrote the posting or said that it is still open. */
  confirmedAt: Date
}

/** A posting that nobody has written or confirmed for so long is asked about: a vacancy that is filled costs a jobseeker her way. */
export const confirmedForMs = 90 * 24 * 3_600_000

/** A content that states what matching cannot do without. */
export type CompleteContent = PostingContent & { regionCode: string }

/** What becomes of a posting with this content now. */
export function assess(content: PostingContent, { now, findings, confirmedAt }: AssessContext): Assessment {
  if (content.closesAt !== undefined && Date.parse(content.closesAt) <= now.getTime()) return { status: 'closed', reasonCode: 'expired' }
  if (findings.some(blocks)) return { status: 'blocked', reasonCode: 'unlawful_wording' }
  if (!isComplete(content)) return { status: 'needs_info', reasonCode: 'missing_elements' }
  if (now.getTime() - confirmedAt.getTime() >= confirmedForMs) return { status: 'needs_info', reasonCode: 'needs_confirmation' }
  return { status: 'published', reasonCode: 'complete' }
}

/** One question per element of a posting that is not stated: what the law asks for, and the validity. */
export function questionsAbout(content: PartialContent): Question[] {
  const { headcount, education, skills, regionCode, pay, closesAt } = content
  const facts = { headcount, education, skills, regionCode, pay, closesAt }
  return missingElements({ texts: textsOf(content), facts }).map(({ field, ruleId, zh, en }) => ({
    pointer: `/${field}`,
    code: ruleId,
    zh,
    en,
  }))
}

export function isComplete(content: PostingContent): content is CompleteContent {
  return questionsAbout(content).length === 0
}
