import { z } from 'zod'
import { cursor, id, idParams, limit, page, text, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'

/** What a person may ask of a human about a match that a machine made, or did not make. */
export const reviewQuestions = ['not_proposed', 'rule_disputed', 'score_disputed', 'facts_misread', 'not_wanted', 'other'] as const
export const reviewStatuses = ['requested', 'in_review', 'upheld', 'changed'] as const
export const reviewOutcomes = ['suppress', 'allow'] as const

export const reviewStatus = z.enum(reviewStatuses).meta({
  id: 'ReviewStatus',
  description: 'requested; in_review: somebody has taken it; upheld: it stays as it was; changed: see outcome.',
})
const outcome = z.enum(reviewOutcomes).meta({
  id: 'ReviewOutcome',
  description:
    'suppress: this person is not proposed to this posting any more. allow: she has a place on its list whoever scores higher, as long as no hard rule excludes her; it also ends an earlier suppress.',
})

// A statement is about the work. Long numbers are somebody's identity, certificate or telephone, whatever stands between the digits.
const longNumber = /\d(?:[\s\-–—.·()（）]?\d){6,}/
const aboutTheWork = text(500)
  .refine((value) => !longNumber.test(value.normalize('NFKC')), { error: 'looks_like_identity' })
  .meta({ description: 'About the work, at most 500 characters. No name, telephone or other number of a person.' })

export const newReview = z
  .strictObject({
    question: z.enum(reviewQuestions).meta({
      description:
        'not_proposed: why is she not on the list; rule_disputed: a hard rule should not exclude her; score_disputed; facts_misread; not_wanted: she does not want to be proposed there; other.',
    }),
    statement: aboutTheWork.optional(),
  })
  .meta({ id: 'NewMatchReview' })

export const reviewDecision = z
  .strictObject({
    status: z.enum(['in_review', 'upheld', 'changed']),
    outcome: outcome.optional(),
    reason: aboutTheWork.optional().meta({ description: 'Told to the person; needed for upheld and changed.' }),
  })
  .refine(({ status, outcome: given }) => (status === 'changed') === (given !== undefined), {
    path: ['outcome'],
    error: 'outcome_for_changed',
  })
  .refine(({ status, reason }) => status === 'in_review' || reason !== undefined, { path: ['reason'], error: 'reason_for_decision' })
  .meta({ id: 'MatchReviewDecision' })
export type ReviewDecision = z.infer<typeof reviewDecision>

export const matchReview = z
  .strictObject({
    id,
    matchId: id,
    postingId: id,
    jobseekerId: id,
    status: reviewStatus,
    question: z.enum(reviewQuestions),
    statement: z.string().nullable(),
    outcome: outcome.nullable(),
    reason: z.string().nullable(),
    requestedAt: timestamp,
    dueAt: timestamp.meta({ description: 'An answer is due by then: 15 days after the request.' }),
    decidedAt: timestamp.nullable(),
  })
  .meta({ id: 'MatchReview' })
export type MatchReview = z.infer<typeof matchReview>

export const requestReviewContract = defineRoute({
  method: 'POST',
  url: '/v1/matches/:id/reviews',
  schema: { params: idParams, body: newReview, response: { 201: matchReview } },
  config: {
    operationId: 'requestMatchReview',
    tag: 'matches',
    summary: 'Ask that a human look at a match again',
    description: 'By the federation, for its person (个人信息保护法 24). While one is open a second one is refused.',
    scope: 'jobseekers:write',
    problems: ['review_open'],
  },
})

export const listReviewsContract = defineRoute({
  method: 'GET',
  url: '/v1/match-reviews',
  schema: {
    querystring: z.strictObject({ status: reviewStatus.optional(), limit: limit.optional(), cursor: cursor.optional() }),
    response: { 200: page(matchReview, 'MatchReviewPage') },
  },
  config: {
    operationId: 'listMatchReviews',
    tag: 'matches',
    summary: 'Requests for a human look, those that are due first',
    scope: 'jobseekers:read',
  },
})

export const decideReviewContract = defineRoute({
  method: 'POST',
  url: '/v1/match-reviews/:id/decision',
  schema: { params: idParams, body: reviewDecision, response: { 200: matchReview } },
  config: {
    operationId: 'decideMatchReview',
    tag: 'matches',
    summary: 'Take a request into review, uphold the match or change it',
    description:
      'By staff of the federation. changed: the list of the posting follows at once; facts that were wrong are corrected in the register or the posting instead.',
    scope: 'jobseekers:write',
    problems: ['review_settled', 'match_excluded'],
  },
})
