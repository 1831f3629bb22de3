import { type ListedJobseeker, listJobseekersContract } from '@zhihe/contracts/jobseeker-list'
import { id } from '@zhihe/contracts/primitives'
import type { RoutePlugin } from '@zhihe/http/app'
import { decodeCursor, encodeCursor } from '@zhihe/http/cursor'
import { z } from 'zod'
import { chinaDay } from '../domain/china-day.ts'
import { completenessOf } from '../domain/completeness.ts'
import { reachesRegion, reachOver } from '../domain/reach.ts'
import { type ListedFile, listFiles } from '../store/file-list.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

// To the microsecond, as PostgreSQL keeps it: at a coarser time a page would begin behind somebody, or before her.
const place = z.strictObject({ at: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/), id })
const defaultLimit = 20

export function listJobseekersRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listJobseekersContract,
      handler: async ({ query, principal }) => {
        const { limit = defaultLimit, cursor, updatedSince, incomplete, ...filters } = query
        const reach = reachOver(principal)
        if (filters.regionCode !== undefined && !reachesRegion(reach, filters.regionCode)) {
          throw refused([{ pointer: '#/query/regionCode', reason: 'outside_your_region' }])
        }
        const at = now()
        const found = await listFiles(db, {
          reach,
          filters: {
            ...filters,
            updatedSince: updatedSince === undefined ? undefined : new Date(updatedSince),
            incomplete: incomplete === undefined ? undefined : incomplete === 'true',
          },
          after: cursor === undefined ? null : decodeCursor(cursor, place),
          limit: limit + 1,
          now: at,
        })
        const shown = found.slice(0, limit)
        const last = shown.at(-1)
        const nextCursor =
          found.length > limit && last ? encodeCursor({ at: last.updatedAt, id: last.id } satisfies z.infer<typeof place>) : null
        return { items: shown.map((one) => toListed(one, at)), nextCursor }
      },
    })
  }
}

function toListed(file: ListedFile, now: Date): ListedJobseeker {
  return {
    id: file.id,
    status: file.status,
    matching: file.isMatched ? 'on' : 'off',
    regionCode: file.regionCode,
    statusCodes: file.statusCodes,
    completeness: completenessOf(file, now),
    confirmationDueOn: file.confirmationDueOn,
    confirmationOverdue: file.confirmationDueOn < chinaDay(now),
    caseOwnerSides: file.ownerSides,
    updatedAt: file.updatedAt,
  }
}
