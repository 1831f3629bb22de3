import type { PostingFinding } from '@zhihe/contracts/finding-fields'
import { type PostingContent, postingContent } from '@zhihe/contracts/posting'
import { applyRewrites } from '@zhihe/lint/apply-rewrites'
import { quoteOf, textOf } from './lint-content.ts'

export type Accepted = { ok: true; content: PostingContent } | { ok: false; reason: 'no_rewrite' }

/**
 * The content with the rewrite of a finding done: the words replaced or taken out, the demand recorded as confirmed, an unlawful age limit lifted.
 * Nothing else of the content changes.
 */
export function acceptRewrite(content: PostingContent, finding: PostingFinding): Accepted {
  const { rewrite, field, start, end } = finding
  if (rewrite === null) return { ok: false, reason: 'no_rewrite' }
  const isWording = end > start
  let changed: PostingContent | null = content
  // A demand in place of words takes the words out.
  const words = rewrite.text === undefined ? { zh: rewrite.zh, remove: true as const } : { zh: rewrite.zh, text: rewrite.text }
  if (isWording) changed = withText(content, field, applyRewrites(textOf(content, field) ?? '', [{ start, end, rewrite: words }]))
  else if (rewrite.remove === true && field === 'age') changed = without(content, 'age')
  else if (rewrite.demand === undefined) return { ok: false, reason: 'no_rewrite' }
  if (changed !== null && rewrite.demand !== undefined) changed = withDemand(changed, rewrite.demand, quoteOf(content, finding))
  const parsed = postingContent.safeParse(changed)
  return parsed.success ? { ok: true, content: parsed.data } : { ok: false, reason: 'no_rewrite' }
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

// What the posting demands already is not asked twice; the stricter stays.
function withDemand(
  content: PostingContent,
  demand: NonNullable<NonNullable<PostingFinding['rewrite']>['demand']>,
  quote: string,
): PostingContent {
  const held = content.demands.find(({ icf }) => icf === demand.icf)
  const tolerated = held === undefined || demand.tolerated < held.tolerated ? demand.tolerated : held.tolerated
  const icf = demand.icf as PostingContent['demands'][number]['icf']
  const merged = {
    icf,
    tolerated,
    essential: demand.essential || held?.essential === true,
    source: 'confirmed' as const,
    ...(quote === '' ? {} : { reason: quote.slice(0, 200) }),
  }
  return { ...content, demands: [...content.demands.filter((one) => one.icf !== demand.icf), merged] }
}
