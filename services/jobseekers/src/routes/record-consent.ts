import { setConsent } from '@zhihe/consent/given'
import { recordConsentContract } from '@zhihe/contracts/consent'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { problem } from '@zhihe/http/problem'
import { appendToOutbox } from '@zhihe/outbox/append'
import { checkDecisionTime, toDecision } from '../domain/consent.ts'
import { recordDecision } from '../domain/jobseeker.ts'
import { toConsentView } from '../domain/jobseeker-view.ts'
import { reachOver } from '../domain/reach.ts'
import { insertDecisions, lockDossier, updateJobseeker } from '../store/jobseeker-store.ts'
import { idempotency, outbox } from '../store/schema.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

export function recordConsentRoute({ db, now, newId, keys }: Omit<Deps, 'allowTestRegion'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...recordConsentContract,
      handler: async (request, reply) => {
        const { params, body, principal } = request
        return await once({
          db,
          table: idempotency,
          contract: recordConsentContract,
          request,
          reply,
          now: now(),
          fingerprintKey: keys.identityHashKey,
          run: async (tx) => {
            const before = await lockDossier(tx, params.id, reachOver(principal))
            if (!before) throw problem('not_found')
            const at = now()
            const refusals = checkDecisionTime(body, '/at', at)
            if (refusals.length > 0) throw refused(refusals)
            const decision = toDecision(body, newId(), at)
            const { dossier, event, consent } = recordDecision(before, decision, at)
            await insertDecisions(tx, [decision], { jobseekerId: params.id, byKeyId: principal.keyId })
            if (dossier.jobseeker !== before.jobseeker) await updateJobseeker(tx, dossier.jobseeker)
            if (consent) await setConsent(tx, consent)
            await appendToOutbox(tx, outbox, { events: event ? [event] : [], now: at })
            return { status: 201, body: toConsentView(decision) }
          },
        })
      },
    })
  }
}
