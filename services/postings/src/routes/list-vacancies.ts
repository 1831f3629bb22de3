import { id } from '@zhihe/contracts/primitives'
import { listVacanciesContract } from '@zhihe/contracts/vacancy'
import type { RoutePlugin } from '@zhihe/http/app'
import { decodeCursor, encodeCursor } from '@zhihe/http/cursor'
import { z } from 'zod'
import { withGaps } from '../domain/evidence.ts'
import { reachOver } from '../domain/reach.ts'
import { listPublicBodies, sumPublicBodies } from '../store/vacancy-store.ts'
import type { Deps } from './deps.ts'

const place = z.strictObject({ regionCode: z.string(), id })
const defaultLimit = 20

export function listVacanciesRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listVacanciesContract,
      handler: async ({ query, principal }) => {
        const { limit = defaultLimit, cursor, ...filters } = query
        const filter = { reach: reachOver(principal), ...filters }
        const after = cursor === undefined ? null : decodeCursor(cursor, place)
        const found = await listPublicBodies(db, filter, { after, limit: limit + 1 })
        const shown = found.slice(0, limit)
        const last = shown.at(-1)?.body
        return {
          items: shown.map(({ body, establishment, ...open }) => ({
            ...body,
            establishment: establishment === null ? null : withGaps(establishment),
            ...open,
          })),
          nextCursor: found.length > limit && last ? cursorAfter(last) : null,
          totals: await sumPublicBodies(db, filter),
        }
      },
    })
  }
}

function cursorAfter({ regionCode, employerId }: { regionCode: string; employerId: string }): string {
  return encodeCursor({ regionCode, id: employerId } satisfies z.infer<typeof place>)
}
