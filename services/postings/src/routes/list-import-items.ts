import { listImportItemsContract } from '@zhihe/contracts/import'
import type { RoutePlugin } from '@zhihe/http/app'
import { decodeCursor, encodeCursor } from '@zhihe/http/cursor'
import { problem } from '@zhihe/http/problem'
import { z } from 'zod'
import { reachOver } from '../domain/reach.ts'
import { findImport, listItems } from '../store/import-store.ts'
import type { Deps } from './deps.ts'
import { toItem } from './import-item-view.ts'

const place = z.strictObject({ run: z.int(), place: z.int() })
const defaultLimit = 20

export function listImportItemsRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listImportItemsContract,
      handler: async ({ params, query, principal }) => {
        const job = await findImport(db, params.id, reachOver(principal))
        if (!job) throw problem('not_found')
        const { limit = defaultLimit, cursor, outcome } = query
        const seen = cursor === undefined ? null : decodeCursor(cursor, place)
        // After a new run the places mean other rows: the list begins again.
        const after = seen?.run === job.run ? seen.place : -1
        const found = await listItems(db, { importId: job.id, outcome, after, limit: limit + 1 })
        const shown = found.slice(0, limit)
        const last = shown.at(-1)
        const items = shown.map(toItem)
        return { items, nextCursor: found.length > limit && last ? encodeCursor({ run: job.run, place: last.place }) : null }
      },
    })
  }
}
