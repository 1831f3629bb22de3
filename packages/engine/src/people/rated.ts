import type { Context, JobseekerFacts, Pair, PostingFacts } from '@zhihe/scoring/facts'
import type { RuleCode } from '@zhihe/scoring/judge'
import type { Part } from '@zhihe/scoring/parts'
import { unsaidJobseeker } from '@zhihe/scoring/unsaid-facts'
import { full, weights } from '@zhihe/scoring/weights'

/** What a check found, as a bit, so that several are joined by `|`: nothing against it, a question, or out. A table cell of 0 is not filled yet. */
export const passes = 1
export const asks = 2
export const excludes = 4

export interface Rated {
  outcome: number
  /** The rule that excludes. */
  rule: RuleCode | null
  /** 0-10000 each; 0 for a part without a component. */
  score: number
  known: number
}

// Written over for every cell: a fresh copy of twenty facts cost more than the part that reads two of them.
const somebody: JobseekerFacts = { ...unsaidJobseeker }

// Each fact alone, as nobody has said it.
const unknownOf = Object.fromEntries(Object.entries(unsaidJobseeker).map(([key, value]) => [key, { [key]: value }])) as Record<
  keyof JobseekerFacts,
  object
>

export interface Side {
  posting: PostingFacts
  context: Context
}

/** Scoring's own answer for one part, from the few facts it reads: rules and figures are not written a second time here. */
export function rate(part: Part, { posting, context }: Side, facts: Partial<JobseekerFacts>): Rated {
  for (const key of part.reads.jobseeker) Object.assign(somebody, unknownOf[key])
  return ratePair(part, { posting, jobseeker: Object.assign(somebody, facts), context })
}

/** The same for who writes over facts of her own. */
export function ratePair({ checks, rate }: Part, pair: Pair): Rated {
  const rating = rate?.(pair) ?? { score: 0, known: 0 }
  let outcome = passes
  for (const check of checks) {
    const found = check(pair)
    if (found === null) continue
    if (found !== 'conditional') return { outcome: excludes, rule: found, ...rating }
    outcome = asks
  }
  return { outcome, rule: null, ...rating }
}

/** What a component adds to the score. */
export function pointsOf(part: Part, score: number): number {
  return part.component === undefined ? 0 : Math.floor((weights[part.component] * score) / full)
}

/** An answer in one word, for the hot loop: the outcome above the points. */
export const outcomeShift = 24
export const pointsMask = 0xffffff

export function wordOf(part: Part, { outcome, score }: Rated): number {
  return (outcome << outcomeShift) | pointsOf(part, score)
}

/** Score and known share of a component in one word, for what is returned. */
export const knownShift = 14

export function ratingWord({ score, known }: { score: number; known: number }): number {
  return score | (known << knownShift)
}

export function scoreIn(rating: number): number {
  return rating & 0x3fff
}

export function knownIn(rating: number): number {
  return rating >>> knownShift
}
