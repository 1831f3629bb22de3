import { summariseRegisterContract } from '@zhihe/contracts/jobseeker-list'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { reachesRegion, reachOver } from '../domain/reach.ts'
import { summarise } from '../domain/register-summary.ts'
import { countRegister } from '../store/register-counts.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

export function summariseRegisterRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...summariseRegisterContract,
      handler: async ({ query: { regionCode }, principal }) => {
        const reach = reachOver(principal)
        if (reach.kind === 'none') throw problem('forbidden')
        if (regionCode !== undefined && !reachesRegion(reach, regionCode)) {
          throw refused([{ pointer: '#/query/regionCode', reason: 'outside_your_region' }])
        }
        const at = now()
        const own = reach.kind === 'region' ? reach.regionCode : null
        const counts = await countRegister(db, { reach, regionCode, now: at })
        return { asOf: at.toISOString(), regionCode: regionCode ?? own, ...summarise(counts) }
      },
    })
  }
}
