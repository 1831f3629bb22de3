import type { PostingFinding } from '@zhihe/contracts/finding-fields'
import { type PostingContent, postingContent } from '@zhihe/contracts/posting'
import { applyRewrites } from '@zhihe/lint/apply-rewrites'
import type { Finding } from '@zhihe/lint/finding'
import { type LintContext, lintContent, quoteOf, textOf } from './lint-content.ts'
import { cutText } from './whole-text.ts'

export type Accepted = { ok: true; content: PostingContent } | { ok: false; reason: 'no_rewrite' }

/**
 * The content with the rewrite of a finding done: the words replaced or taken out, the demand recorded as confirmed, an unlawful age limit lifted.
 * Nothing else of the content changes.
 */
export function acceptRewrite(content: PostingContent, finding: Pick<PostingFinding, 'rewrite' | 'field' | 'start' | 'end'>): Accepted {
  const { rewrite, field, start, end } = finding
  if (rewrite === null) return { ok: false, reason: 'no_rewrite' }
  const isWording = end > start
  let changed: PostingContent | null = content
  // A demand in place of words takes the words out.
  const words = rewrite.text === undefined ? { zh: rewrite.zh, remove: true as const } : { zh: rewrite.zh, text: rewrite.text }
  if (isWording) changed = withText(content, field, applyRewrites(textOf(content, field) ?? '', [{ start, end, rewrite: words }]))
  else if (rewrite.remove === true && field === 'age') changed = without(content, 'age')
  else if (rewrite.demand === undefined) return { ok: false, reason: 'no_rewrite' }
  if (changed !== null && rewrite.demand !== undefined) changed = withDemand(changed, rewrite.demand)
  const parsed = postingContent.safeParse(changed)
  return parsed.success ? { ok: true, content: parsed.data } : { ok: false, reason: 'no_rewrite' }
}

/** A finding whose rewrite was accepted, as the ledger keeps it. */
export interface AcceptedWords {
  ruleId: string
  field: string
  quote: string
}

const mostTimes = 50

/** The content with what was accepted before done again: the words that were changed then and stand in it now. */
export function acceptAgain(content: PostingContent, accepted: readonly AcceptedWords[], context: LintContext): PostingContent {
  let changed = content
  for (let times = 0; accepted.length > 0 && times < mostTimes; times += 1) {
    const known = lintContent(changed, context).find((finding) => accepted.some((words) => isOf(words, finding, changed)))
    const again = known && acceptRewrite(changed, known)
    if (!again?.ok) return changed
    changed = again.content
  }
  return changed
}

// Only words are known again: what is about a fact has none.
function isOf({ ruleId, field, quote }: AcceptedWords, finding: Finding, content: PostingContent): boolean {
  return quote !== '' && ruleId === finding.ruleId && field === finding.field && quote === quoteOf(content, finding)
}

function withText(content: PostingContent, field: string, text: string): PostingContent | null {
  if (field === 'title') return text === '' ? null : { ...content, title: text }
  if (field === 'description' || field === 'requirementsText') return text === '' ? without(content, field) : { ...content, [field]: text }
  const { employerStatement } = content
  if (field !== 'employerStatement' || employerStatement === undefined) return null
  return text === '' ? without(content, field) : { ...content, employerStatement: { ...employerStatement, text } }
}

function without(content: PostingContent, field: 'age' | 'description' | 'requirementsText' | 'employerStatement'): PostingContent {
  const { [field]: _, ...rest } = content
  return rest
}

type RewrittenDemand = NonNullable<NonNullable<PostingFinding['rewrite']>['demand']>

// What the posting demands already is not asked twice; the stricter stays. The words that had to go are no reason.
function withDemand(content: PostingContent, demand: RewrittenDemand): PostingContent {
  const held = content.demands.find(({ icf }) => icf === demand.icf)
  const tolerated = held === undefined || demand.tolerated < held.tolerated ? demand.tolerated : held.tolerated
  const reason = demand.reason ?? held?.reason
  const icf = demand.icf as PostingContent['demands'][number]['icf']
  const merged = {
    icf,
    tolerated,
    essential: demand.essential || held?.essential === true,
    source: 'confirmed' as const,
    ...(reason === undefined ? {} : { reason: cutText(reason, 200) }),
  }
  return { ...content, demands: [...content.demands.filter((one) => one.icf !== demand.icf), merged] }
}
