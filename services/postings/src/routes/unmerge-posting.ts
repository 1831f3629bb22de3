import { unmergePostingContract } from '@zhihe/contracts/finding'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { reassess } from '../domain/posting.ts'
import { recordApart } from '../store/merge-store.ts'
import { changePosting } from './change-posting.ts'
import type { Deps } from './deps.ts'

export function unmergePostingRoute(deps: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...unmergePostingContract,
      handler: async ({ params, principal }) =>
        await changePosting(deps, { id: params.id, principal, note: 'unmerged' }, async (posting, { tx, ...context }) => {
          if (posting.canonicalId === null) throw problem('posting_not_merged')
          await recordApart(tx, posting.id, posting.canonicalId, { at: context.now, byKeyId: principal.keyId })
          return reassess(posting, {}, context)
        }),
    })
  }
}
