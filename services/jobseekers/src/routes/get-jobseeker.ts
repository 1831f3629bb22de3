import { getJobseekerContract } from '@zhihe/contracts/jobseeker'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { toJobseekerView } from '../domain/jobseeker-view.ts'
import { reachOver } from '../domain/reach.ts'
import { readIdentity } from '../store/identity-store.ts'
import { findDossier } from '../store/jobseeker-store.ts'
import type { Deps } from './deps.ts'

export function getJobseekerRoute({ db, keys }: Pick<Deps, 'db' | 'keys'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...getJobseekerContract,
      handler: async ({ params, principal }) =>
        await db.transaction(
          async (tx) => {
            const dossier = await findDossier(tx, params.id, reachOver(principal))
            if (!dossier) throw problem('not_found')
            return toJobseekerView(dossier, await readIdentity(tx, dossier.jobseeker, keys))
          },
          // All of it as of one moment: facts, consents and identity of one version.
          { isolationLevel: 'repeatable read', accessMode: 'read only' },
        ),
    })
  }
}
