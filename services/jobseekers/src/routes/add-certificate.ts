import type { Principal } from '@zhihe/contracts/access'
import { addCertificateContract, type NewCertificate } from '@zhihe/contracts/certificate'
import type { Jobseeker as JobseekerView } from '@zhihe/contracts/jobseeker'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { identifyEvent } from '@zhihe/outbox/append'
import { violatedUniqueConstraint } from '@zhihe/postgres/pool'
import { addCertificate } from '../domain/add-certificate.ts'
import { toJobseekerView } from '../domain/jobseeker-view.ts'
import { reachOver } from '../domain/reach.ts'
import { readPerson, savePerson } from '../store/person-store.ts'
import { askedBy } from './asked-by.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

interface Request {
  id: string
  given: NewCertificate
  principal: Principal
}

// Cards are added once in years; who meets so many changes of one person at once may try again.
const attempts = 5

export function addCertificateRoute({ db, now, keys, allowTestRegion }: Omit<Deps, 'newId'>): RoutePlugin {
  /** Reads and saves, each a transaction by itself. Undefined when she has changed in between. */
  async function attempt({ id, given, principal }: Request): Promise<JobseekerView | undefined> {
    const at = now()
    const audit = askedBy(principal, { action: 'certificate.added', reason: 'add_certificate', at })
    const person = await readPerson(db, id, { reach: reachOver(principal), keys, audit })
    if (!person) throw problem('not_found')
    const added = addCertificate({ ...person, given, options: { now: at, allowTestRegion } })
    if (!added.ok) throw refused(added.refusals)
    const { dossier, identity, event, consent } = added
    if (added.outcome === 'changed') {
      const change = {
        before: person.dossier.jobseeker,
        after: dossier.jobseeker,
        identityBefore: person.identity,
        identity,
        event: event && identifyEvent(event, at),
        consent,
      }
      if (!(await savePerson(db, change, keys).catch(existsElsewhere))) return undefined
    }
    return toJobseekerView(dossier, identity)
  }

  return async (app) => {
    app.route({
      ...addCertificateContract,
      handler: async ({ params, body, principal }, reply) => {
        const request = { id: params.id, given: body, principal }
        for (let tried = 0; tried < attempts; tried += 1) {
          const view = await attempt(request)
          if (view) return await reply.code(201).send(view)
        }
        throw problem('version_conflict')
      },
    })
  }
}

// Of the one who has the number nothing is told: she may be of another region.
function existsElsewhere(error: unknown): never {
  if (violatedUniqueConstraint(error) === 'lookups_id_number') throw problem('jobseeker_exists')
  throw error
}
