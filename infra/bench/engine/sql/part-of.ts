import type { Context, JobseekerFacts, Pair, PostingFacts } from '@zhihe/scoring/facts'
import { type Part, partOf } from '@zhihe/scoring/parts'
import { jobseeker as anyJobseeker, posting as anyPosting } from '@zhihe/scoring/sample-facts'
import { worldAt } from '../world.ts'

// The tables that SQL looks up at query time are filled by scoring's own parts, so that SQL cannot disagree about a figure.

export interface Outcome {
  tier: 'excluded' | 'conditional' | 'eligible'
  /** 0-10000; 0 for a part without a component. */
  score: number
}

const context: Context = { at: worldAt }

/** What one part of the match says about a pair of which only these facts matter. */
export function outcomeOf(key: Part['key'], posting: Partial<PostingFacts>, jobseeker: Partial<JobseekerFacts>): Outcome {
  const part = partOf(key)
  const pair: Pair = { posting: anyPosting(posting), jobseeker: anyJobseeker(jobseeker), context }
  let tier: Outcome['tier'] = 'eligible'
  for (const check of part.checks) {
    const found = check(pair)
    if (found === 'conditional') tier = 'conditional'
    else if (found !== null) return { tier: 'excluded', score: 0 }
  }
  return { tier, score: part.rate?.(pair).score ?? 0 }
}

/** A score as points of its component. */
export function pointsOf(weight: number, score: number): number {
  return Math.floor((weight * score) / 10_000)
}
