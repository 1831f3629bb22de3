import { appendAudit } from '@zhihe/audit/append'
import { setConsent } from '@zhihe/consent/given'
import type { Principal } from '@zhihe/contracts/access'
import { type Consent, type NewConsent, recordConsentContract } from '@zhihe/contracts/consent'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { problem } from '@zhihe/http/problem'
import { appendToOutbox } from '@zhihe/outbox/append'
import type { Transaction } from '@zhihe/postgres/pool'
import { type ConsentDecision, checkDecision, toDecision, withReceipts } from '../domain/consent.ts'
import { recordDecision } from '../domain/jobseeker.ts'
import { toConsentView } from '../domain/jobseeker-view.ts'
import { reachOver } from '../domain/reach.ts'
import { holdTextsOf } from '../store/consent-text-store.ts'
import { followDecision } from '../store/disclosure-grants.ts'
import { insertDecisions, lockDossier, updateJobseeker } from '../store/jobseeker-store.ts'
import type { AuditContext } from '../store/opening.ts'
import { newReceipt } from '../store/receipt.ts'
import { idempotency, outbox } from '../store/schema.ts'
import { askedBy } from './asked-by.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

export function recordConsentRoute({ db, now, newId, keys, candidateRefKey }: Omit<Deps, 'allowTestRegion'>): RoutePlugin {
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
          fingerprintKey: keys.fingerprints,
          run: async (tx) => ({
            status: 201,
            body: await record(tx, { id: params.id, given: body, principal, now, newId, candidateRefKey }),
          }),
        })
      },
    })
  }
}

interface Request extends Pick<Deps, 'now' | 'newId' | 'candidateRefKey'> {
  id: string
  given: NewConsent
  principal: Principal
}

async function record(tx: Transaction, { id, given, principal, now, newId, candidateRefKey }: Request): Promise<Consent> {
  await holdTextsOf(tx, id)
  const before = await lockDossier(tx, id, reachOver(principal))
  if (!before) throw problem('not_found')
  const at = now()
  const refusals = checkDecision(given, '', { now: at, texts: before.texts })
  if (refusals.length > 0) throw refused(refusals)
  const [decision] = withReceipts([toDecision(given, { id: newId(), now: at, texts: before.texts })], before.ledger, {
    now: at,
    newReceipt,
  }) as [ConsentDecision]
  const { dossier, event, consent } = recordDecision(before, decision, at)
  await insertDecisions(tx, [decision], { jobseekerId: id, byKeyId: principal.keyId })
  const events = event ? [event] : []
  if (dossier.jobseeker !== before.jobseeker) {
    await updateJobseeker(tx, dossier.jobseeker)
    if (consent) await setConsent(tx, consent)
    if (decision.purpose === 'disclosure') events.push(...(await followDecision(tx, { dossier, decision, at, candidateRefKey })))
  }
  await appendToOutbox(tx, outbox, { events, now: at })
  await appendAudit(tx, { ...auditOf(decision, principal), tenantId: before.jobseeker.tenantId, jobseekerIds: [id], opened: 0 })
  return toConsentView(decision, before.texts)
}

function auditOf({ id, purpose, decision, recipient, recordedAt: at }: ConsentDecision, principal: Principal): AuditContext {
  const detail = { consent: id, purpose, decision, ...(recipient !== null && { recipient }) }
  return askedBy(principal, { action: 'consent.recorded', reason: 'person_decided', at, detail })
}
