import { listPeopleImportItemsContract } from '@zhihe/contracts/jobseeker-import'
import type { RoutePlugin } from '@zhihe/http/app'
import { decodeCursor, encodeCursor } from '@zhihe/http/cursor'
import { problem } from '@zhihe/http/problem'
import { z } from 'zod'
import { reachOver } from '../domain/reach.ts'
import { findPeopleImport, listPeopleImportItems } from '../store/people-import-store.ts'
import type { Deps } from './deps.ts'
import { toPeopleImportItem } from './people-import-view.ts'

const place = z.strictObject({ run: z.int().max(1_000_000_000), place: z.int().min(-1).max(1_000_000_000) })
const defaultLimit = 20

export function listPeopleImportItemsRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listPeopleImportItemsContract,
      handler: async ({ params, query, principal }) => {
        const job = await findPeopleImport(db, params.id, reachOver(principal))
        if (!job) throw problem('not_found')
        const { limit = defaultLimit, cursor, outcome } = query
        const seen = cursor === undefined ? null : decodeCursor(cursor, place)
        // After a new run the places mean other rows: the list begins again.
        const after = seen?.run === job.run ? seen.place : -1
        const found = await listPeopleImportItems(db, { importId: job.id, outcome, after, limit: limit + 1 })
        const shown = found.slice(0, limit)
        const last = shown.at(-1)
        const nextCursor = found.length > limit && last ? encodeCursor({ run: job.run, place: last.place }) : null
        return { items: shown.map(toPeopleImportItem), nextCursor }
      },
    })
  }
}
