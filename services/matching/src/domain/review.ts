import type { MatchReview, ReviewDecision, reviewQuestions } from '@zhihe/contracts/review'

export type ReviewStatus = MatchReview['status']
export type ReviewQuestion = (typeof reviewQuestions)[number]

export interface Review {
  id: string
  /** Of the register that keeps the person. */
  tenantId: string
  matchId: string
  postingId: string
  jobseekerId: string
  status: ReviewStatus
  question: ReviewQuestion
  statement: string | null
  outcome: MatchReview['outcome']
  reason: string | null
  requestedAt: Date
  dueAt: Date
  decidedAt: Date | null
}

/**
 * How long an answer may take. The law says "in time" (PIPL 50); the measure for apps of 2019 (第六条) says at most 15 working days, GB/T 35273-2020
 * 8.7 thirty days. Fifteen calendar days keep within both and need no calendar of holidays.
 */
export const answerWithinDays = 15

const dayMs = 24 * 3_600_000

export type NewReview = Pick<Review, 'id' | 'tenantId' | 'matchId' | 'postingId' | 'jobseekerId' | 'question' | 'statement'>

export function requestReview(asked: NewReview, now: Date): Review {
  const dueAt = new Date(now.getTime() + answerWithinDays * dayMs)
  return { ...asked, status: 'requested', outcome: null, reason: null, requestedAt: now, dueAt, decidedAt: null }
}

export type DecideReview =
  | { ok: true; review: Review; moves: 'nobody' | 'suppress' | 'allow' }
  | { ok: false; reason: 'settled' | 'excluded' }

/**
 * What staff says of a request. `isExcluded`: whether a hard rule excludes the pair as the facts are now; no human lets it pass here, because rules that
 * are law bind her too, and a fact that is wrong is corrected where it is kept.
 */
export function decideReview(
  review: Review,
  decision: Pick<ReviewDecision, 'status' | 'outcome' | 'reason'>,
  { now, isExcluded }: { now: Date; isExcluded: boolean },
): DecideReview {
  if (!isOpen(review)) return { ok: false, reason: 'settled' }
  const { status, outcome = null, reason = null } = decision
  if (status === 'in_review') return { ok: true, review: { ...review, status }, moves: 'nobody' }
  if (outcome === 'allow' && isExcluded) return { ok: false, reason: 'excluded' }
  return { ok: true, review: { ...review, status, outcome, reason, decidedAt: now }, moves: outcome ?? 'nobody' }
}

export function isOpen({ status }: Pick<Review, 'status'>): boolean {
  return status === 'requested' || status === 'in_review'
}

/** What a match says of the last request about it. */
export function reviewStateOf(status: ReviewStatus): 'open' | 'upheld' | 'changed' {
  return status === 'upheld' || status === 'changed' ? status : 'open'
}

export function toReviewView({ tenantId: _tenantId, requestedAt, dueAt, decidedAt, ...review }: Review): MatchReview {
  return {
    ...review,
    requestedAt: requestedAt.toISOString(),
    dueAt: dueAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  }
}
