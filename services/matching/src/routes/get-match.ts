import type { Principal } from '@zhihe/contracts/access'
import { getMatchContract, type MatchReceipt } from '@zhihe/contracts/match'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { isInSight, sightOfPosting } from '../domain/access.ts'
import { matchingOff } from '../domain/matching-off.ts'
import { reviewStateOf } from '../domain/review.ts'
import { describeReceipt, type Shown } from '../reading/describe-match.ts'
import { withFacts } from '../reading/facts-of-entries.ts'
import { findJobseeker, findPosting } from '../store/copies-store.ts'
import { findPair, type Pair } from '../store/match-store.ts'
import { findLastReview } from '../store/review-store.ts'
import { findEntry, isSuppressed } from '../store/shortlist-store.ts'
import type { ReadDeps } from './deps.ts'

export function getMatchRoute(deps: ReadDeps): RoutePlugin {
  return async (app) => {
    app.route({
      ...getMatchContract,
      handler: async ({ principal, params }) => {
        if (deps.index.asOf() === null) throw problem('unavailable', { retryAfterSeconds: 1 })
        const pair = await findPair(deps.db, params.id)
        if (!pair) throw problem('not_found')
        return await readReceipt(deps, principal, pair)
      },
    })
  }
}

/** What the published list says of the pair, explained again from the very versions it was made from; else what is true now. */
async function readReceipt(deps: ReadDeps, caller: Principal, pair: Pair): Promise<MatchReceipt> {
  const { db, index, now, candidateRefKey, peopleLimit } = deps
  const [posting, jobseeker, entry] = await Promise.all([
    findPosting(db, pair.postingId),
    findJobseeker(db, pair.jobseekerId),
    findEntry(db, pair.id),
  ])
  const sight = posting && sightOfPosting(caller, posting)
  if (!sight || !jobseeker || !isInSight(sight, { tenantId: jobseeker.tenantId, regionCode: jobseeker.facts.regionCode }))
    throw problem('not_found')

  const at = now()
  const asItIs: Shown[] = posting.facts ? [{ posting: posting.facts, jobseeker: jobseeker.facts, rank: null, at, asOf: at }] : []
  const [shown] = entry ? await withFacts(db, index.memory, [entry]) : asItIs
  if (!shown) throw problem('not_found')
  const isRegister = sight.audience === 'register'
  // What was published of her before she withdrew is the register's to explain, and nobody else's.
  if (!isRegister && matchingOff(jobseeker.facts)) throw problem('not_found')
  if (!isRegister && (await isSuppressed(db, pair))) throw problem('not_found')
  await peopleLimit.note(caller, posting, [pair.jobseekerId])
  const reader = { audience: sight.audience, employerId: posting.employerId, candidateRefKey }
  const review = isRegister ? await findLastReview(db, pair.id) : null
  return {
    ...describeReceipt(shown, { reader, published: entry !== null }),
    ...(review && { review: reviewStateOf(review.status) }),
  }
}
