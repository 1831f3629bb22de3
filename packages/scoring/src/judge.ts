import { rateAccommodation } from './components/accommodation.ts'
import { rateEducation } from './components/education.ts'
import { rateExperience } from './components/experience.ts'
import { rateFunction } from './components/function.ts'
import { rateLocation } from './components/location.ts'
import { ratePay } from './components/pay.ts'
import { ratePolicy } from './components/policy.ts'
import { ratePreference } from './components/preference.ts'
import { rateSkills } from './components/skills.ts'
import type { Context, JobseekerFacts, Pair, PostingFacts } from './facts.ts'
import type { Notebook, Rating } from './notebook.ts'
import type { RuleCode } from './rules/rule.ts'
import { rule, type Verdict } from './rules/verdict.ts'
import { type ComponentKey, full, weights } from './weights.ts'

export type { RuleCode } from './rules/rule.ts'
export type { Verdict } from './rules/verdict.ts'

export interface ComponentScore {
  key: ComponentKey
  /** 0-10000. */
  score: number
  /** Basis points of the whole. */
  weight: number
  /** floor(weight x score / 10000): what the component adds to the score. */
  points: number
}

export interface Judgement {
  verdict: Verdict
  /** The hard rule that excluded; null unless `ineligible`. */
  rule: RuleCode | null
  /** 0-10000: the sum of the components' points, to the unit. */
  score: number
  /** Share of weight that rests on stated, assessed or verified facts, 0-10000. */
  confidence: number
  components: ComponentScore[]
}

const raters: readonly { key: ComponentKey; rate: (pair: Pair, notebook?: Notebook) => Rating }[] = [
  { key: 'skills', rate: rateSkills },
  { key: 'function', rate: rateFunction },
  { key: 'accommodation', rate: rateAccommodation },
  { key: 'location', rate: rateLocation },
  { key: 'pay', rate: ratePay },
  { key: 'education', rate: rateEducation },
  { key: 'experience', rate: rateExperience },
  { key: 'preference', rate: ratePreference },
  { key: 'policy', rate: ratePolicy },
]

/** Verdict and numbers of one match, without a word of text. Pure: time and relaxations come in `context`. */
export function judge(posting: PostingFacts, jobseeker: JobseekerFacts, context: Context): Judgement {
  return assess({ posting, jobseeker, context })
}

/** The one computation behind `judge` and `explain`; a notebook, when given, learns why. */
export function assess(pair: Pair, notebook?: Notebook): Judgement {
  const ruling = rule(pair, notebook)
  const components: ComponentScore[] = []
  let score = 0
  let confidence = 0
  for (const { key, rate } of raters) {
    const rating = rate(pair, notebook)
    const weight = weights[key]
    const points = share(weight, rating.score)
    components.push({ key, score: rating.score, weight, points })
    score += points
    confidence += share(weight, rating.known)
  }
  return { verdict: ruling.verdict, rule: ruling.rule, score, confidence, components }
}

function share(weight: number, of: number): number {
  return Math.floor((weight * of) / full)
}
