import { getRebuildContract } from '@zhihe/contracts/rebuild'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { findRebuild } from '../store/rebuild-store.ts'
import type { ReadDeps } from './deps.ts'

export function getRebuildRoute({ db }: Pick<ReadDeps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...getRebuildContract,
      handler: async ({ params }) => {
        const progress = await findRebuild(db, params.id)
        if (!progress) throw problem('not_found')
        return progress
      },
    })
  }
}
