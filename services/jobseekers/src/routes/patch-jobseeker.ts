import { type JobseekerPatch, type Jobseeker as JobseekerView, patchJobseekerContract } from '@zhihe/contracts/jobseeker'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { identifyEvent } from '@zhihe/outbox/append'
import type { Executor, Transaction } from '@zhihe/postgres/pool'
import { applyPatch } from '../domain/jobseeker.ts'
import { toJobseekerView } from '../domain/jobseeker-view.ts'
import { type Reach, reachOver } from '../domain/reach.ts'
import { lockPerson, readPerson, savePerson } from '../store/person-store.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

interface Request {
  id: string
  patch: JobseekerPatch
  reach: Reach
}

export function patchJobseekerRoute({ db, now, keys, allowTestRegion }: Omit<Deps, 'newId'>): RoutePlugin {
  /** Undefined when she has changed since she was read. */
  async function attempt(executor: Executor, { id, patch, reach }: Request): Promise<JobseekerView | undefined> {
    const person = await readPerson(executor, id, { reach, keys })
    if (!person) throw problem('not_found')
    const at = now()
    const patched = applyPatch({ ...person, patch, reach, options: { now: at, allowTestRegion } })
    if (!patched.ok) throw refused(patched.refusals)
    const { dossier, identity, event, consent } = patched
    if (patched.outcome === 'changed') {
      const change = {
        before: person.dossier.jobseeker,
        after: dossier.jobseeker,
        identity: patch.identity ? identity : null,
        event: event && identifyEvent(event, at),
        consent,
      }
      if (!(await savePerson(executor, change, keys))) return undefined
    }
    return toJobseekerView(dossier, identity)
  }

  async function attemptLocked(tx: Transaction, request: Request): Promise<JobseekerView | undefined> {
    await lockPerson(tx, request.id)
    return await attempt(tx, request)
  }

  return async (app) => {
    app.route({
      ...patchJobseekerContract,
      handler: async ({ params, body, principal }) => {
        const request = { id: params.id, patch: body, reach: reachOver(principal) }
        // Two statements, each a transaction by itself; a lock costs three more, and pays only when two changes meet.
        const answer = (await attempt(db, request)) ?? (await db.transaction(async (tx) => await attemptLocked(tx, request)))
        if (!answer) throw new Error('a person changed while she was locked')
        return answer
      },
    })
  }
}
