import type { ProblemCode } from '@zhihe/contracts/problem'
import { decideReviewContract } from '@zhihe/contracts/review'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import type { Transaction } from '@zhihe/postgres/pool'
import { judge } from '@zhihe/scoring/judge'
import { maySeeJobseeker } from '../domain/access.ts'
import { contextAt } from '../domain/relaxations-in-force.ts'
import { type DecideReview, decideReview, type Review, toReviewView } from '../domain/review.ts'
import { findJobseeker, findPosting } from '../store/copies-store.ts'
import { lockReview, ruleOnPair, saveReview } from '../store/review-store.ts'
import { ensureShortlists } from '../store/shortlist-store.ts'
import type { ReadDeps } from './deps.ts'

type Refusal = Extract<DecideReview, { ok: false }>['reason']
const refusals = { settled: 'review_settled', excluded: 'match_excluded' } as const satisfies Record<Refusal, ProblemCode>

export function decideReviewRoute({ db, now }: Pick<ReadDeps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...decideReviewContract,
      handler: async ({ params, body, principal }) => {
        const at = now()
        const outcome = await db.transaction(async (tx) => {
          const review = await lockReview(tx, params.id)
          const jobseeker = review && (await findJobseeker(tx, review.jobseekerId))
          if (!jobseeker || !maySeeJobseeker(principal, { tenantId: jobseeker.tenantId, regionCode: jobseeker.facts.regionCode }))
            throw problem('not_found')
          const isExcluded = body.outcome === 'allow' && (await excludes(tx, review, at))
          const decided = decideReview(review, body, { now: at, isExcluded })
          if (!decided.ok) return decided
          await saveReview(tx, decided.review, { at, byKeyId: principal.keyId })
          if (decided.moves !== 'nobody') {
            await ensureShortlists(tx, [review.postingId])
            await ruleOnPair(tx, review, decided.moves)
          }
          return decided
        })
        if (!outcome.ok) throw problem(refusals[outcome.reason])
        return toReviewView(outcome.review)
      },
    })
  }
}

/** Whether a hard rule excludes the pair as both are now; of a posting that is closed nobody is proposed. */
async function excludes(tx: Transaction, { postingId, jobseekerId }: Review, at: Date): Promise<boolean> {
  const posting = await findPosting(tx, postingId)
  const jobseeker = await findJobseeker(tx, jobseekerId)
  if (!posting?.facts || posting.status === 'closed' || !jobseeker) return true
  return judge(posting.facts, jobseeker.facts, contextAt(at)).verdict === 'ineligible'
}
