import { getFairContract } from '@zhihe/contracts/fair'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { reachOver } from '../domain/reach.ts'
import { countPostings, findFair } from '../store/fair-store.ts'
import type { Deps } from './deps.ts'
import { toFairView } from './fair-view.ts'

export function getFairRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...getFairContract,
      handler: async ({ params, principal }) => {
        const fair = await findFair(db, params.id, reachOver(principal))
        if (!fair) throw problem('not_found')
        return toFairView(fair, await countPostings(db, fair.id))
      },
    })
  }
}
