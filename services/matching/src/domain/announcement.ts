import type { DomainEvent } from '@zhihe/contracts/event'
import type { ScoreBand } from '@zhihe/contracts/webhook-body'
import type { Explanation } from '@zhihe/scoring/explain'
import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { type AccommodationCode, accommodationLabel } from '@zhihe/vocabulary/accommodation'

type ShortlistChanged = Extract<DomainEvent, { type: 'shortlist.changed' }>['data']
export type Proposal = ShortlistChanged['proposed'][number]
export type WithdrawalReason = 'erased' | 'posting_closed' | 'no_longer_fits' | 'others_fit_better'

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
export function needsOf(jobseeker: JobseekerFacts, actions: Explanation['actions']): AccommodationCode[] {
  const needed = (jobseeker.accommodationsNeeded ?? []).map(({ code }) => code)
  const advised = actions.flatMap(({ code, params }) => (code === 'offer_accommodation' ? (params.accommodations ?? []).slice(0, 1) : []))
  return [...new Set<AccommodationCode>([...needed, ...advised])]
}

/** What an employer is told of a match. */
export interface Told {
  verdict: Proposal['verdict']
  score: number
  /** null: it is not known what was told. */
  needs: readonly AccommodationCode[] | null
}

/** Whether somebody who stays on a list is worth a word: another verdict, another band or other needs. A point more or less is not. */
export function isNews(was: Told, is: Told): boolean {
  if (was.verdict !== is.verdict || bandOf(was.score) !== bandOf(is.score)) return true
  return was.needs !== null && is.needs !== null && new Set(was.needs).symmetricDifference(new Set(is.needs)).size > 0
}

export function toProposal(
  { matchId, jobseekerId, verdict, score, needs }: Told & { matchId: string; jobseekerId: string },
  candidateRef: string,
): Proposal {
  const labelled = (needs ?? []).map((code) => ({ code, ...accommodationLabel(code) }))
  return { matchId, candidateRef, verdict, scoreBand: bandOf(score), needs: labelled, jobseekerId, score }
}

/** That she is erased is told as such, so that whoever hears of it forgets her. */
export function withdrawalReason(postingIsOpen: boolean, stillFits: boolean, isKnown = true): WithdrawalReason {
  if (!isKnown) return 'erased'
  if (!postingIsOpen) return 'posting_closed'
  return stillFits ? 'others_fit_better' : 'no_longer_fits'
}
