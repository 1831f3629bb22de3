import { appendAudit } from '@zhihe/audit/append'
import type { Principal } from '@zhihe/contracts/access'
import { publishConsentTextContract } from '@zhihe/contracts/consent'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { problem } from '@zhihe/http/problem'
import { checkPublishing, hashOfText, type PublishedText, toTextView } from '../domain/consent-text.ts'
import { insertText, listTexts, lockTexts, readTextsInForce } from '../store/consent-text-store.ts'
import { stopUnder } from '../store/publish-text.ts'
import { idempotency } from '../store/schema.ts'
import { askedBy } from './asked-by.ts'
import type { Deps } from './deps.ts'

export function publishConsentTextRoute({ db, now, keys }: Pick<Deps, 'db' | 'now' | 'keys'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...publishConsentTextContract,
      handler: async (request, reply) => {
        const { body, principal } = request
        if (!mayPublish(principal)) throw problem('forbidden')
        const { tenantId, keyId } = principal
        return await once({
          db,
          table: idempotency,
          contract: publishConsentTextContract,
          request,
          reply,
          now: now(),
          fingerprintKey: keys.fingerprints,
          run: async (tx) => {
            await lockTexts(tx, tenantId)
            const at = now()
            const published = await listTexts(tx, tenantId, body.purpose)
            const textsBefore = await readTextsInForce(tx, tenantId)
            const publishing = checkPublishing(body, published, textsBefore)
            if (!publishing.ok) throw problem('consent_text_exists')
            const known = published.find(({ version }) => version === body.version)
            if (known) return { status: 201, body: { ...toTextView(known, 'in_force'), stopped: { people: 0, disclosures: 0 } } }
            const text: PublishedText = { ...body, en: body.en ?? null, sha256: hashOfText(body), publishedAt: at }
            await insertText(tx, text, { tenantId, keyId })
            const stopped = await stopUnder(tx, { tenantId, text, textsBefore })
            const detail = { purpose: body.purpose, ...stopped }
            const audit = askedBy(principal, { action: 'consent_text.published', reason: 'publish_text', at, detail })
            await appendAudit(tx, { ...audit, tenantId, jobseekerIds: [], opened: 0 })
            return { status: 201, body: { ...toTextView(text, 'in_force'), stopped } }
          },
        })
      },
    })
  }
}

/** It concerns everybody of the tenant, so a federation of one region is not asked. */
function mayPublish({ role, regionCode }: Principal): boolean {
  return role === 'admin' || (role === 'federation' && regionCode === null)
}
