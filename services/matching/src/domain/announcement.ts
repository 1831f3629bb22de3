import type { DomainEvent } from '@zhihe/contracts/event'
import type { ScoreBand } from '@zhihe/contracts/webhook'
import type { Explanation } from '@zhihe/scoring/explain'
import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { type AccommodationCode, accommodationLabel } from '@zhihe/vocabulary/accommodation'

type ShortlistChanged = Extract<DomainEvent, { type: 'shortlist.changed' }>['data']
export type Proposal = ShortlistChanged['proposed'][number]
export type WithdrawalReason = 'posting_closed' | 'no_longer_fits' | 'others_fit_better'

const bands: readonly [from: number, band: ScoreBand][] = [
  [8_000, 'very_high'],
  [6_500, 'high'],
  [5_000, 'medium'],
]

/** A score as coarse as an enterprise needs it. */
export function bandOf(score: number): ScoreBand {
  return bands.find(([from]) => score >= from)?.[1] ?? 'low'
}

/** What the workplace would provide: what she needs, and what the advice names. Nothing of why. */
export function needsOf(jobseeker: JobseekerFacts, actions: Explanation['actions']): Proposal['needs'] {
  const needed = (jobseeker.accommodationsNeeded ?? []).map(({ code }) => code)
  const advised = actions.flatMap(({ code, params }) => (code === 'offer_accommodation' ? (params.accommodations ?? []).slice(0, 1) : []))
  const codes = [...new Set<AccommodationCode>([...needed, ...advised])]
  return codes.map((code) => ({ code, ...accommodationLabel(code) }))
}

export function withdrawalReason(postingIsOpen: boolean, stillFits: boolean): WithdrawalReason {
  if (!postingIsOpen) return 'posting_closed'
  return stillFits ? 'others_fit_better' : 'no_longer_fits'
}
