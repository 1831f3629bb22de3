import { getPostingContract } from '@zhihe/contracts/posting'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { toLikenessView, toPostingView } from '../domain/posting-view.ts'
import { reachOver } from '../domain/reach.ts'
import { readPostingWithHistory } from '../store/posting-store.ts'
import type { Deps } from './deps.ts'

export function getPostingRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...getPostingContract,
      handler: async ({ params, principal }) => {
        const found = await readPostingWithHistory(db, params.id, reachOver(principal))
        if (!found) throw problem('not_found')
        const history = found.history.map(({ at, likeness, ...entry }) => ({
          ...entry,
          at: at.toISOString(),
          likeness: toLikenessView(likeness),
        }))
        return { ...toPostingView(found.posting), history }
      },
    })
  }
}
