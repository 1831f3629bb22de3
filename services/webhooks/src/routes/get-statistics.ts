import { type EndpointStatistics, getStatisticsContract } from '@zhihe/contracts/webhook-operations'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import type { Db } from '@zhihe/postgres/pool'
import { capWindow } from '../domain/cap.ts'
import { stateOf } from '../domain/endpoint-state.ts'
import { ownerOf } from '../domain/owner.ts'
import { findEndpoint } from '../store/endpoint-store.ts'
import { capUse, deliveriesSince, lastOutcomes } from '../store/statistics-store.ts'
import type { RouteDeps } from './deps.ts'

const dayMs = 86_400_000

export function getStatisticsRoute({ db, now }: RouteDeps): RoutePlugin {
  return async (app) => {
    app.route({
      ...getStatisticsContract,
      handler: async ({ principal, params: { id } }) => {
        const at = now()
        const row = await findEndpoint(db, ownerOf(principal), { id, now: at })
        if (!row) throw problem('not_found')
        const ago = (days: number) => ({ endpointId: id, since: new Date(at.getTime() - days * dayMs) })
        const [last24Hours, last7Days, last] = await Promise.all([
          deliveriesSince(db, ago(1)),
          deliveriesSince(db, ago(7)),
          lastOutcomes(db, ago(7)),
        ])
        return {
          endpointId: id,
          asOf: at.toISOString(),
          last24Hours,
          last7Days,
          ...last,
          state: stateOf(row, at),
          cap: row.peoplePerMonth === null ? null : await capOf(db, { endpointId: id, peoplePerMonth: row.peoplePerMonth, now: at }),
        }
      },
    })
  }
}

async function capOf(
  db: Db,
  { endpointId, peoplePerMonth, now }: { endpointId: string; peoplePerMonth: number; now: Date },
): Promise<EndpointStatistics['cap']> {
  const { since, allowed } = capWindow(peoplePerMonth, now)
  const { released, held } = await capUse(db, { endpointId, since })
  const room = (people: number) => Math.max(0, people - released)
  return { peoplePerMonth, releasedThisMonth: released, roomNow: room(allowed), roomThisMonth: room(peoplePerMonth), held }
}
