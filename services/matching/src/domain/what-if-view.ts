import type { WhatIfAnswer } from '@zhihe/contracts/what-if'
import type { Counts, Pool } from '@zhihe/engine/engine'
import type { OfferStep } from '@zhihe/scoring/counterfactual-offers'
import { fewest, hiddenAfter, hideChange, hideSmall, hideTotal } from '@zhihe/scoring/counterfactual-people'
import { openQuestions } from '@zhihe/scoring/counterfactual-questions'
import type { Reason } from '@zhihe/scoring/notebook'
import { type ReasonCode, renderReason } from '@zhihe/scoring/reasons'
import { type AccommodationCode, accommodationLabel, costBand } from '@zhihe/vocabulary/accommodation'

type AboutPosting = Extract<WhatIfAnswer, { about: 'posting' }>
type AboutDistrict = Extract<WhatIfAnswer, { about: 'district' }>
type Saying = Extract<WhatIfAnswer, { about: 'jobseeker' }>['gained'][number]['lifted'][number]

const mostPostings = 5
// Who does not want to be matched is nobody's to count.
const untold: ReadonlySet<string> = new Set(['jobseeker_inactive', 'no_matching_consent'])

/** A reason in words, with the parameters it was made of. */
export function viewReason({ code, params = {} }: { code: ReasonCode; params?: Reason['params'] }): Saying {
  const { zh, en, easy } = renderReason(code, params)
  return { code, params: viewParams(params), zh, en, easy }
}

function viewParams(params: NonNullable<Reason['params']>): Saying['params'] {
  const shown = Object.entries(params).filter(([name]) => name !== 'bornIn')
  return Object.fromEntries(shown.map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]))
}

/** How two numbers of people would change, as coarse as it may be told. */
export function viewChange(before: Counts, after: Counts): AboutPosting['change'] {
  return { eligible: hideChange(before.eligible, after.eligible), conditional: hideChange(before.conditional, after.conditional) }
}

/** Before, change and after, the last made from what is told of the others. */
export function viewCounts(before: Counts, after: Counts): Pick<AboutPosting, 'before' | 'change' | 'after'> {
  const told = { eligible: hideSmall(before.eligible), conditional: hideSmall(before.conditional) }
  const change = viewChange(before, after)
  return {
    before: told,
    change,
    after: {
      eligible: hiddenAfter(told.eligible, change.eligible),
      conditional: hiddenAfter(told.conditional, change.conditional),
    },
  }
}

// A sentence about five people or more is about none of them, so here an employer may read also what is for the register otherwise.
export function viewExcluded({ excluded }: Pick<Pool, 'excluded'>): AboutPosting['excluded'] {
  return Object.entries(excluded)
    .filter(([rule, people]) => people >= fewest && !untold.has(rule))
    .sort(([a, people], [b, others]) => others - people || (a < b ? -1 : 1))
    .map(([rule, people]) => {
      const { zh, en } = renderReason(rule as keyof Pool['excluded'])
      return { rule, zh, en, people: hideSmall(people) }
    })
}

export function viewNextQuestion({ obstacles }: Pick<Pool, 'obstacles'>): AboutPosting['nextQuestion'] {
  const [best] = openQuestions(obstacles)
  if (!best) return null
  return { question: viewReason(best.reason), asks: best.asks, settles: hideSmall(best.settles), concerns: hideSmall(best.concerns) }
}

export function viewOffers(steps: readonly OfferStep[]): AboutPosting['bestOffers'] {
  return steps.map(({ accommodation, gain }) => ({ ...viewOffer(accommodation), gain: hideSmall(gain) }))
}

/** What the postings of a district would gain by one offer; only the five that gain most are named. */
export function viewToggle(
  accommodation: AccommodationCode,
  gains: readonly { postingId: string; gain: number }[],
): AboutDistrict['toggle'] {
  const { costBand: _, ...offer } = viewOffer(accommodation)
  return {
    ...offer,
    gain: hideTotal(gains.map(({ gain }) => gain)),
    mostGained: gains
      .filter(({ gain }) => gain >= fewest)
      .toSorted((a, b) => b.gain - a.gain || (a.postingId < b.postingId ? -1 : 1))
      .slice(0, mostPostings)
      .map(({ postingId, gain }) => ({ postingId, gain: hideSmall(gain) })),
  }
}

function viewOffer(code: AccommodationCode) {
  const { zh, en } = accommodationLabel(code)
  return { accommodation: code, zh, en, costBand: costBand(code) }
}
