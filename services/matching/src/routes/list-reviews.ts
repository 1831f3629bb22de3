import { id, timestamp } from '@zhihe/contracts/primitives'
import { listReviewsContract } from '@zhihe/contracts/review'
import type { RoutePlugin } from '@zhihe/http/app'
import { decodeCursor, encodeCursor } from '@zhihe/http/cursor'
import { z } from 'zod'
import { maySeeJobseeker } from '../domain/access.ts'
import { type Review, toReviewView } from '../domain/review.ts'
import { listReviews, type ReviewPlace } from '../store/review-store.ts'
import type { ReadDeps } from './deps.ts'

const place = z.strictObject({ at: timestamp, id })
const defaultLimit = 20
const readAtOnce = 200

export function listReviewsRoute({ db }: Pick<ReadDeps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listReviewsContract,
      handler: async ({ principal, query: { status, cursor, limit = defaultLimit } }) => {
        const tenantId = principal.role === 'admin' ? null : principal.tenantId
        const shown: Review[] = []
        let after = cursor === undefined ? null : decodeCursor(cursor, place)
        // Who lives outside the region of the key is stepped over, so that a page is short only at the end.
        for (let more = true; more && shown.length <= limit; ) {
          const found = await listReviews(db, { tenantId, status, after, limit: readAtOnce })
          for (const { review, regionCode } of found)
            if (maySeeJobseeker(principal, { tenantId: review.tenantId, regionCode })) shown.push(review)
          const last = found.at(-1)
          if (last) after = placeOf(last.review)
          more = found.length === readAtOnce
        }
        const items = shown.slice(0, limit)
        const last = items.at(-1)
        return { items: items.map(toReviewView), nextCursor: shown.length > limit && last ? encodeCursor(placeOf(last)) : null }
      },
    })
  }
}

function placeOf({ dueAt, id: reviewId }: Review): ReviewPlace {
  return { at: dueAt.toISOString(), id: reviewId }
}
