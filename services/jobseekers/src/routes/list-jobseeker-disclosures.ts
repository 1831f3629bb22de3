import { listJobseekerDisclosuresContract } from '@zhihe/contracts/disclosure'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { reachOver } from '../domain/reach.ts'
import { listReadings } from '../store/disclosure-store.ts'
import { findDossier } from '../store/jobseeker-store.ts'
import type { Deps } from './deps.ts'
import { pageById } from './page-by-id.ts'

export function listJobseekerDisclosuresRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listJobseekerDisclosuresContract,
      handler: async ({ params, query, principal }) => {
        if (!(await findDossier(db, params.id, reachOver(principal)))) throw problem('not_found')
        return await pageById(query, {
          read: async (from) => await listReadings(db, { jobseekerId: params.id, ...from }),
          toView: (record) => record,
        })
      },
    })
  }
}
