import { appendAudit } from '@zhihe/audit/append'
import { listDuplicatesContract } from '@zhihe/contracts/jobseeker-list'
import { id } from '@zhihe/contracts/primitives'
import type { RoutePlugin } from '@zhihe/http/app'
import { decodeCursor, encodeCursor } from '@zhihe/http/cursor'
import { z } from 'zod'
import { reachOver } from '../domain/reach.ts'
import { findDuplicates } from '../store/duplicate-store.ts'
import { askedBy } from './asked-by.ts'
import type { Deps } from './deps.ts'

const place = z.tuple([id, id])
const defaultLimit = 50

export function listDuplicatesRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listDuplicatesContract,
      handler: async ({ query: { limit = defaultLimit, cursor }, principal }) => {
        const after = cursor === undefined ? null : decodeCursor(cursor, place)
        const audit = askedBy(principal, { action: 'duplicates.read', reason: 'serve_person', at: now() })
        return await db.transaction(async (tx) => {
          const found = await findDuplicates(tx, { reach: reachOver(principal), after, limit: limit + 1 })
          const shown = found.slice(0, limit)
          for (const [tenantId, pairs] of Map.groupBy(shown, (pair) => pair.tenantId)) {
            const jobseekerIds = [...new Set(pairs.flatMap((pair) => pair.jobseekerIds))]
            await appendAudit(tx, { ...audit, tenantId, jobseekerIds, opened: 0 })
          }
          const last = shown.at(-1)
          return {
            items: shown.map(({ jobseekerIds, reasons }) => ({ jobseekerIds, reasons })),
            nextCursor: found.length > limit && last ? encodeCursor(last.jobseekerIds) : null,
          }
        })
      },
    })
  }
}
