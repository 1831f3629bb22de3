import { getJobseekerContract } from '@zhihe/contracts/jobseeker'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { toJobseekerView } from '../domain/jobseeker-view.ts'
import { reachOver } from '../domain/reach.ts'
import { readPerson } from '../store/person-store.ts'
import { askedBy } from './asked-by.ts'
import type { Deps } from './deps.ts'

export function getJobseekerRoute({ db, now, keys }: Pick<Deps, 'db' | 'now' | 'keys'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...getJobseekerContract,
      handler: async ({ params, principal }) => {
        const audit = askedBy(principal, { action: 'identity.read', reason: 'serve_person', at: now() })
        const person = await readPerson(db, params.id, { reach: reachOver(principal), keys, audit })
        if (!person) throw problem('not_found')
        return toJobseekerView(person.dossier, person.identity)
      },
    })
  }
}
