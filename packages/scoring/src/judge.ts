import type { Context, JobseekerFacts, Pair, PostingFacts } from './facts.ts'
import type { Notebook, Rating } from './notebook.ts'
import { parts } from './parts.ts'
import type { RuleCode } from './rules/rule.ts'
import { rule, type Verdict } from './rules/verdict.ts'
import { type ComponentKey, componentKeys, full, weights } from './weights.ts'

export { type RuleCode, ruleCodes } from './rules/rule.ts'
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

export type Judgement = JudgementOf<ComponentScore>

export interface JudgementOf<Component> {
  verdict: Verdict
  /** The hard rule that excluded; null unless `ineligible`. */
  rule: RuleCode | null
  /** 0-10000: the sum of the components' points, to the unit. */
  score: number
  /** Share of weight that rests on stated, assessed or verified facts, 0-10000. */
  confidence: number
  components: Component[]
}

type Rate = (pair: Pair, notebook?: Notebook) => Rating

const rateOf = new Map(parts.flatMap(({ component, rate }) => (component && rate ? [[component, rate] as const] : [])))

interface Rater {
  weight: number
  rate: Rate
}

// In the order in which a score is shown.
const raters = componentKeys.map((key): Rater => ({ weight: weights[key], rate: rateOf.get(key) as Rate }))
const notes = parts.flatMap(({ note }) => note ?? [])

/** Verdict and numbers of one match, without a word of text. Pure: time and relaxations come in `context`. */
export function judge(posting: PostingFacts, jobseeker: JobseekerFacts, context: Context): Judgement {
  return assess({ posting, jobseeker, context })
}

/** The one computation behind `judge` and `explain`; it runs over the parts, and a notebook, when given, learns why. */
export function assess(pair: Pair, notebook?: Notebook): Judgement {
  return assessAs(pair, notebook, componentAt)
}

/** Key and weight stand in `componentsShown` at `place`. */
export type MakeComponent<Component> = (place: number, score: number, points: number) => Component

/** In the order in which a score is shown. */
export const componentsShown = componentKeys.map((key) => ({ key, weight: weights[key] }))

function componentAt(place: number, score: number, points: number): ComponentScore {
  const { key, weight } = componentsShown[place] as (typeof componentsShown)[number]
  return { key, score, weight, points }
}

/** As `assess`, with components of the caller's making: each is asked for when its rating has just been written down. */
export function assessAs<Component>(pair: Pair, notebook: Notebook | undefined, make: MakeComponent<Component>): JudgementOf<Component> {
  const ruling = rule(pair, notebook)
  if (notebook) for (const note of notes) note(pair, notebook)
  const components: Component[] = []
  let score = 0
  let confidence = 0
  for (let place = 0; place < raters.length; place += 1) {
    const { weight, rate } = raters[place] as Rater
    const rating = rate(pair, notebook)
    const points = share(weight, rating.score)
    components.push(make(place, rating.score, points))
    score += points
    confidence += share(weight, rating.known)
  }
  return { verdict: ruling.verdict, rule: ruling.rule, score, confidence, components }
}

function share(weight: number, of: number): number {
  return Math.floor((weight * of) / full)
}
