import { getImportContract } from '@zhihe/contracts/import'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { reachOver } from '../domain/reach.ts'
import { countItems, findImport } from '../store/import-store.ts'
import type { Deps } from './deps.ts'
import { toImportView } from './import-view.ts'

export function getImportRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...getImportContract,
      handler: async ({ params, principal }) => {
        const job = await findImport(db, params.id, reachOver(principal))
        if (!job) throw problem('not_found')
        return toImportView(job, await countItems(db, job.id))
      },
    })
  }
}
