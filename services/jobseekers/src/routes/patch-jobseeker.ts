import { patchJobseekerContract } from '@zhihe/contracts/jobseeker'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { appendToOutbox } from '@zhihe/outbox/append'
import { applyPatch } from '../domain/jobseeker.ts'
import { toJobseekerView } from '../domain/jobseeker-view.ts'
import { reachOver } from '../domain/reach.ts'
import { readIdentity, replaceIdentity } from '../store/identity-store.ts'
import { lockDossier, updateJobseeker } from '../store/jobseeker-store.ts'
import { outbox } from '../store/schema.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

export function patchJobseekerRoute({ db, now, keys, allowTestRegion }: Omit<Deps, 'newId'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...patchJobseekerContract,
      handler: async ({ params, body, principal }) => {
        const reach = reachOver(principal)
        return await db.transaction(async (tx) => {
          const before = await lockDossier(tx, params.id, reach)
          if (!before) throw problem('not_found')
          const at = now()
          const identity = await readIdentity(tx, before.jobseeker, keys)
          const patched = applyPatch({ dossier: before, identity, patch: body, reach, options: { now: at, allowTestRegion } })
          if (!patched.ok) throw refused(patched.refusals)
          const { jobseeker } = patched.dossier
          if (patched.outcome === 'changed') {
            await updateJobseeker(tx, jobseeker)
            if (body.identity) await replaceIdentity(tx, { jobseeker, identity: patched.identity }, keys)
            await appendToOutbox(tx, outbox, patched.event ? [patched.event] : [], at)
          }
          return toJobseekerView(patched.dossier, patched.identity)
        })
      },
    })
  }
}
