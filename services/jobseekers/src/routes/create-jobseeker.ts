import { createJobseekerContract } from '@zhihe/contracts/jobseeker'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { type Problem, problem } from '@zhihe/http/problem'
import { identifyEvent } from '@zhihe/outbox/append'
import type { Transaction } from '@zhihe/postgres/pool'
import { toDecision } from '../domain/consent.ts'
import { checkIntake } from '../domain/intake.ts'
import { announcement, openDossier } from '../domain/jobseeker.ts'
import { toJobseekerView } from '../domain/jobseeker-view.ts'
import { type Reach, reachOver } from '../domain/reach.ts'
import { findHolderId } from '../store/identity-store.ts'
import { findDossier } from '../store/jobseeker-store.ts'
import { registerPerson } from '../store/register-person.ts'
import { idempotency } from '../store/schema.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

export function createJobseekerRoute({ db, now, newId, keys, allowTestRegion }: Deps): RoutePlugin {
  return async (app) => {
    app.route({
      ...createJobseekerContract,
      handler: async (request, reply) => {
        const { body, principal } = request
        const at = now()
        const reach = reachOver(principal)
        const intake = checkIntake(body, reach, { now: at, allowTestRegion })
        if (!intake.ok) throw refused(intake.refusals)
        const { identity, profile } = intake
        const ledger = body.consents.map((consent) => toDecision(consent, newId(), at))
        const dossier = openDossier({ id: newId(), tenantId: principal.tenantId, profile }, ledger, at)
        return await once({
          db,
          table: idempotency,
          contract: createJobseekerContract,
          request,
          reply,
          now: at,
          fingerprintKey: keys.identityHashKey,
          run: async (tx) => {
            const event = identifyEvent(announcement(dossier), at)
            if (!(await registerPerson(tx, { dossier, identity, event, byKeyId: principal.keyId }, keys))) {
              const existingId = await findHolderId(tx, { tenantId: principal.tenantId, identity }, keys)
              throw await existsAlready(tx, existingId, reach)
            }
            return { status: 201, body: toJobseekerView(dossier, identity) }
          },
        })
      },
    })
  }
}

// A federation is not told the id of a person whom another one of its tenant serves.
async function existsAlready(tx: Transaction, existingId: string | undefined, reach: Reach): Promise<Problem> {
  const known = existingId === undefined ? undefined : await findDossier(tx, existingId, reach)
  return problem('jobseeker_exists', known ? { existingId: known.jobseeker.id } : {})
}
