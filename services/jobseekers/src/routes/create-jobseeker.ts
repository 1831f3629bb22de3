import { createJobseekerContract, type NewJobseeker } from '@zhihe/contracts/jobseeker'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { type Problem, problem } from '@zhihe/http/problem'
import { appendToOutbox } from '@zhihe/outbox/append'
import type { Transaction } from '@zhihe/postgres/pool'
import { toDecision } from '../domain/consent.ts'
import { holderOf, type PlainIdentity } from '../domain/identity.ts'
import { checkIntake } from '../domain/intake.ts'
import { announcement, type Dossier } from '../domain/jobseeker.ts'
import { toJobseekerView } from '../domain/jobseeker-view.ts'
import { type Reach, reachOver } from '../domain/reach.ts'
import { findJobseekerIdByNumber, insertIdentity } from '../store/identity-store.ts'
import { findDossier, insertDecisions, insertJobseeker } from '../store/jobseeker-store.ts'
import { idempotency, outbox } from '../store/schema.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

export function createJobseekerRoute(deps: Deps): RoutePlugin {
  const { db, keys, allowTestRegion } = deps
  return async (app) => {
    app.route({
      ...createJobseekerContract,
      handler: async (request, reply) => {
        const { body, principal } = request
        const now = deps.now()
        const reach = reachOver(principal)
        const intake = checkIntake(body, reach, { now, allowTestRegion })
        if (!intake.ok) throw refused(intake.refusals)
        const { identity, profile } = intake
        return await once({
          db,
          table: idempotency,
          contract: createJobseekerContract,
          request,
          reply,
          now,
          fingerprintKey: keys.identityHashKey,
          run: async (tx) => {
            const dossier = open({ profile, consents: body.consents }, principal.tenantId, now)
            await insertJobseeker(tx, dossier.jobseeker)
            if (!(await insertIdentity(tx, dossier.jobseeker, identity, keys))) throw await existsAlready(tx, dossier, identity, reach)
            await insertDecisions(tx, dossier.jobseeker.id, dossier.ledger, principal.keyId)
            await appendToOutbox(tx, outbox, [announcement(dossier)], now)
            return { status: 201, body: toJobseekerView(dossier, identity) }
          },
        })
      },
    })
  }

  function open({ profile, consents }: Pick<NewJobseeker, 'profile' | 'consents'>, tenantId: string, now: Date): Dossier {
    return {
      jobseeker: { id: deps.newId(), tenantId, status: 'active', profile, version: 1, createdAt: now, updatedAt: now },
      ledger: consents.map((consent) => toDecision(consent, deps.newId(), now)),
    }
  }

  // A federation is not told the id of a person whom another one of its tenant serves.
  async function existsAlready(tx: Transaction, { jobseeker }: Dossier, identity: PlainIdentity, reach: Reach): Promise<Problem> {
    const number = holderOf(identity)?.number ?? ''
    const existingId = await findJobseekerIdByNumber(tx, jobseeker.tenantId, number, keys)
    const known = existingId === undefined ? undefined : await findDossier(tx, existingId, reach)
    return problem('jobseeker_exists', known ? { existingId: known.jobseeker.id } : {})
  }
}
