import { confirmPostingContract } from '@zhihe/contracts/finding'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { reassess } from '../domain/posting.ts'
import { changePosting } from './change-posting.ts'
import type { Deps } from './deps.ts'

export function confirmPostingRoute(deps: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...confirmPostingContract,
      handler: async ({ params, principal }) =>
        await changePosting(deps, { id: params.id, principal, note: 'confirmed' }, (posting, context) => {
          if (posting.status === 'closed' || posting.status === 'merged') throw problem('posting_not_open')
          return reassess(posting, { confirmedAt: context.now }, context)
        }),
    })
  }
}
