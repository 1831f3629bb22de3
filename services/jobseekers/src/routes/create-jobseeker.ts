import { createJobseekerContract } from '@zhihe/contracts/jobseeker'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { type Problem, problem } from '@zhihe/http/problem'
import { appendToOutbox, identifyEvent } from '@zhihe/outbox/append'
import type { Transaction } from '@zhihe/postgres/pool'
import { openLedger } from '../domain/consent.ts'
import { checkIntake } from '../domain/intake.ts'
import { announcement, openDossier } from '../domain/jobseeker.ts'
import { toJobseekerView } from '../domain/jobseeker-view.ts'
import { type Reach, reachOver } from '../domain/reach.ts'
import { holdTexts, readTextsInForce } from '../store/consent-text-store.ts'
import { followLedger } from '../store/disclosure-grants.ts'
import { findHolderId } from '../store/identity-store.ts'
import { findDossier } from '../store/jobseeker-store.ts'
import { newReceipt } from '../store/receipt.ts'
import { registerPerson } from '../store/register-person.ts'
import { idempotency, outbox } from '../store/schema.ts'
import { askedBy } from './asked-by.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

export function createJobseekerRoute({ db, now, newId, keys, allowTestRegion, candidateRefKey }: Deps): RoutePlugin {
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
        const { tenantId } = principal
        return await once({
          db,
          table: idempotency,
          contract: createJobseekerContract,
          request,
          reply,
          now: at,
          fingerprintKey: keys.fingerprints,
          run: async (tx) => {
            await holdTexts(tx, tenantId)
            const decided = openLedger(body.consents, { texts: await readTextsInForce(tx, tenantId), now: at, newId, newReceipt })
            if (!decided.ok) throw refused(decided.refusals)
            const dossier = openDossier({ id: newId(), tenantId, profile }, decided, at)
            const event = identifyEvent(announcement(dossier), at)
            const audit = askedBy(principal, { action: 'identity.created', reason: 'register_person', at })
            if (!(await registerPerson(tx, { dossier, identity, event, byKeyId: principal.keyId, audit }, keys))) {
              const existingId = await findHolderId(tx, { tenantId, identity }, keys)
              throw await existsAlready(tx, existingId, reach)
            }
            const events = await followLedger(tx, { dossier, at, candidateRefKey })
            await appendToOutbox(tx, outbox, { events, now: at })
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
