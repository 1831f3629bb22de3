import type { Principal } from '@zhihe/contracts/access'
import { type JobseekerPatch, type Jobseeker as JobseekerView, patchJobseekerContract } from '@zhihe/contracts/jobseeker'
import type { RoutePlugin } from '@zhihe/http/app'
import { Problem, problem } from '@zhihe/http/problem'
import { identifyEvent } from '@zhihe/outbox/append'
import type { Executor, Transaction } from '@zhihe/postgres/pool'
import { applyPatch } from '../domain/jobseeker.ts'
import { toJobseekerView } from '../domain/jobseeker-view.ts'
import { reachOver } from '../domain/reach.ts'
import { lockPerson, readPerson, savePerson } from '../store/person-store.ts'
import { askedBy } from './asked-by.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

interface Request {
  id: string
  patch: JobseekerPatch
  principal: Principal
}

// Returned, not thrown: a transaction that has opened an identity must keep what it wrote to the audit.
type Attempt = JobseekerView | Problem | 'changed_meanwhile'

export function patchJobseekerRoute({ db, now, keys, allowTestRegion }: Omit<Deps, 'newId'>): RoutePlugin {
  async function attempt(executor: Executor, { id, patch, principal }: Request): Promise<Attempt> {
    const at = now()
    const reach = reachOver(principal)
    const audit = askedBy(principal, { action: 'identity.changed', reason: 'patch_person', at })
    const person = await readPerson(executor, id, { reach, keys, audit })
    if (!person) return problem('not_found')
    const patched = applyPatch({ ...person, patch, reach, options: { now: at, allowTestRegion } })
    if (!patched.ok) return refused(patched.refusals)
    const { dossier, identity, event, consent } = patched
    if (patched.outcome === 'changed') {
      const change = {
        before: person.dossier.jobseeker,
        after: dossier.jobseeker,
        identityBefore: person.identity,
        identity,
        event: event && identifyEvent(event, at),
        consent,
      }
      if (!(await savePerson(executor, change, keys))) return 'changed_meanwhile'
    }
    return toJobseekerView(dossier, identity)
  }

  async function attemptLocked(tx: Transaction, request: Request): Promise<Attempt> {
    await lockPerson(tx, request.id)
    return await attempt(tx, request)
  }

  return async (app) => {
    app.route({
      ...patchJobseekerContract,
      handler: async ({ params, body, principal }) => {
        const request = { id: params.id, patch: body, principal }
        // Two statements, each a transaction by itself; a lock costs three more, and pays only when two changes meet.
        let answer = await attempt(db, request)
        if (answer === 'changed_meanwhile') answer = await db.transaction(async (tx) => await attemptLocked(tx, request))
        if (answer === 'changed_meanwhile') throw new Error('a person changed while she was locked')
        if (answer instanceof Problem) throw answer
        return answer
      },
    })
  }
}
