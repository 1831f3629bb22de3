import { getEmployerContract } from '@zhihe/contracts/employer'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { reachOver } from '../domain/reach.ts'
import { readEmployerWithHistory } from '../store/employer-store.ts'
import type { Deps } from './deps.ts'
import { toEmployerView, toVersionView } from './employer-answers.ts'

export function getEmployerRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...getEmployerContract,
      handler: async ({ params, principal }) => {
        const found = await readEmployerWithHistory(db, params.id, reachOver(principal))
        if (!found) throw problem('not_found')
        return { ...toEmployerView(found.employer), history: found.history.map(toVersionView) }
      },
    })
  }
}
