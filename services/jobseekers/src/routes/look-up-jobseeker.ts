import { lookUpJobseekerContract } from '@zhihe/contracts/jobseeker-lookup'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { toJobseekerView } from '../domain/jobseeker-view.ts'
import { checkLookup } from '../domain/lookup.ts'
import { reachOver } from '../domain/reach.ts'
import { findIds } from '../store/identity-store.ts'
import { readPeople } from '../store/person-store.ts'
import { askedBy } from './asked-by.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

// Several people may share a telephone; that of an institution finds its first twenty.
const mostFound = 20

export function lookUpJobseekerRoute({ db, now, keys, allowTestRegion }: Omit<Deps, 'newId'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...lookUpJobseekerContract,
      handler: async ({ body, principal }) => {
        const at = now()
        const checked = checkLookup(body, { now: at, allowTestRegion })
        if (!checked.ok) throw refused(checked.refusals)
        const reach = reachOver(principal)
        const ids = await findIds(db, { kind: checked.kind, number: checked.number, reach }, keys)
        const audit = askedBy(principal, { action: 'identity.looked_up', reason: 'look_up_person', at, detail: { by: checked.kind } })
        const people = await readPeople(db, ids.slice(0, mostFound), { reach, keys, audit })
        if (people.length === 0) throw problem('not_found')
        return { items: people.map(({ dossier, identity }) => toJobseekerView(dossier, identity)) }
      },
    })
  }
}
