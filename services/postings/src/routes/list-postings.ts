import { listPostingsContract } from '@zhihe/contracts/posting'
import { id, timestamp } from '@zhihe/contracts/primitives'
import type { RoutePlugin } from '@zhihe/http/app'
import { decodeCursor, encodeCursor } from '@zhihe/http/cursor'
import { z } from 'zod'
import type { Posting } from '../domain/posting.ts'
import { toPostingView } from '../domain/posting-view.ts'
import { reachOver } from '../domain/reach.ts'
import { listPostings } from '../store/posting-store.ts'
import type { Deps } from './deps.ts'

const place = z.strictObject({ at: timestamp, id })
const defaultLimit = 20

export function listPostingsRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listPostingsContract,
      handler: async ({ query, principal }) => {
        const { limit = defaultLimit, cursor, updatedSince, ...filters } = query
        const found = await listPostings(db, {
          reach: reachOver(principal),
          filters: { ...filters, updatedSince: updatedSince === undefined ? undefined : new Date(updatedSince) },
          after: cursor === undefined ? null : decodeCursor(cursor, place),
          limit: limit + 1,
        })
        const items = found.slice(0, limit)
        const last = items.at(-1)
        return { items: items.map(toPostingView), nextCursor: found.length > limit && last ? cursorAfter(last) : null }
      },
    })
  }
}

function cursorAfter({ updatedAt, id }: Posting): string {
  return encodeCursor({ at: updatedAt.toISOString(), id } satisfies z.infer<typeof place>)
}
