import { requestReviewContract } from '@zhihe/contracts/review'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { v7 } from 'uuid'
import { maySeeJobseeker } from '../domain/access.ts'
import { requestReview, toReviewView } from '../domain/review.ts'
import { findJobseeker } from '../store/copies-store.ts'
import { findPair } from '../store/match-store.ts'
import { findLastReview, insertReview } from '../store/review-store.ts'
import type { ReadDeps } from './deps.ts'

export function requestReviewRoute({ db, now }: Pick<ReadDeps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...requestReviewContract,
      handler: async ({ params, body, principal }, reply) => {
        const pair = await findPair(db, params.id)
        const jobseeker = pair && (await findJobseeker(db, pair.jobseekerId))
        if (!jobseeker || !maySeeJobseeker(principal, { tenantId: jobseeker.tenantId, regionCode: jobseeker.facts.regionCode }))
          throw problem('not_found')
        const { id: matchId, postingId, jobseekerId } = pair
        const { question, statement = null } = body
        const asked = { id: v7(), tenantId: jobseeker.tenantId, matchId, postingId, jobseekerId, question, statement }
        const review = requestReview(asked, now())
        const isNew = await db.transaction(async (tx) => await insertReview(tx, review, principal.keyId))
        if (!isNew) {
          const open = await findLastReview(db, matchId)
          throw problem('review_open', open ? { existingId: open.id } : {})
        }
        return reply.code(201).send(toReviewView(review))
      },
    })
  }
}
