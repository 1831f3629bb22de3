import { auditExposureContract, smallestGroup } from '@zhihe/contracts/audit'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { answerExposure } from '../domain/exposure-answer.ts'
import { divide } from '../domain/exposure-parts.ts'
import { reachesRegion, reachOver } from '../domain/reach.ts'
import { keepFor } from '../kept.ts'
import { countCells } from '../store/exposure-cells.ts'
import type { AuditContext } from '../store/opening.ts'
import { askedBy } from './asked-by.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

// Counting opens every identity of a tenant, so it is done once a minute at most.
const keptForMs = 60_000
const everybody = 'all'

export function auditExposureRoute({ db, now, keys }: Pick<Deps, 'db' | 'now' | 'keys'>): RoutePlugin {
  const partsOf = keepFor({
    now,
    keepMs: keptForMs,
    make: async (scope, audit: AuditContext) =>
      divide(await countCells(db, scope === everybody ? everybody : { tenantId: scope }, { keys, audit })),
  })
  return async (app) => {
    app.route({
      ...auditExposureContract,
      handler: async ({ query: { regionCode, level, minGroup = smallestGroup }, principal }) => {
        const reach = reachOver(principal)
        if (reach.kind === 'none') throw problem('forbidden')
        if (regionCode !== undefined && !reachesRegion(reach, regionCode)) {
          throw refused([{ pointer: '#/query/regionCode', reason: 'outside_your_region' }])
        }
        const own = reach.kind === 'region' ? reach.regionCode : null
        // A tenant is divided as a whole whoever asks, so that what two of its federations are told cannot be set off against each other.
        const { value, at } = await partsOf(
          reach.kind === 'region' ? reach.tenantId : everybody,
          askedBy(principal, { action: 'statistics.read', reason: 'count_exposure', at: now() }),
        )
        return { asOf: at.toISOString(), ...answerExposure(value, { regionCode: regionCode ?? own, level, minGroup }) }
      },
    })
  }
}
