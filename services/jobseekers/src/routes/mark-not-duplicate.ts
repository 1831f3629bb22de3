import { markNotDuplicateContract } from '@zhihe/contracts/jobseeker-list'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { reachOver } from '../domain/reach.ts'
import { markNotDuplicate } from '../store/duplicate-store.ts'
import { findDossier } from '../store/jobseeker-store.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

export function markNotDuplicateRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...markNotDuplicateContract,
      handler: async ({ params: { id }, body: { otherId }, principal }) => {
        if (id === otherId) throw refused([{ pointer: '/otherId', reason: 'same_person' }])
        const reach = reachOver(principal)
        const jobseekerIds: [string, string] = id < otherId ? [id, otherId] : [otherId, id]
        await db.transaction(async (tx) => {
          const one = await findDossier(tx, id, reach)
          const other = await findDossier(tx, otherId, reach)
          if (!one || !other || one.jobseeker.tenantId !== other.jobseeker.tenantId) throw problem('not_found')
          await markNotDuplicate(tx, jobseekerIds, { tenantId: one.jobseeker.tenantId, byKeyId: principal.keyId, now: now() })
        })
        return { jobseekerIds }
      },
    })
  }
}
