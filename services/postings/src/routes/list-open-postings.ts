import { listOpenPostingsContract } from '@zhihe/contracts/open-posting'
import { id, timestamp } from '@zhihe/contracts/primitives'
import type { RoutePlugin } from '@zhihe/http/app'
import { decodeCursor, encodeCursor } from '@zhihe/http/cursor'
import { z } from 'zod'
import { toOpenPostingView } from '../domain/open-posting-view.ts'
import { listOpenPostings, type OpenPlace } from '../store/open-posting-store.ts'
import type { Deps } from './deps.ts'

const place = z.strictObject({ at: timestamp, id })
const defaultLimit = 20

export function listOpenPostingsRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listOpenPostingsContract,
      // The principal is not asked for: who reads the list must not change it.
      handler: async ({ query: { limit = defaultLimit, cursor, ...filters } }) => {
        const after = cursor === undefined ? null : decodeCursor(cursor, place)
        const found = await listOpenPostings(db, { filters, now: now(), after, limit: limit + 1 })
        const shown = found.slice(0, limit)
        const last = shown.at(-1)
        return {
          items: shown.map(toOpenPostingView),
          nextCursor: found.length > limit && last ? encodeCursor({ at: last.publishedAt, id: last.id } satisfies OpenPlace) : null,
        }
      },
    })
  }
}
