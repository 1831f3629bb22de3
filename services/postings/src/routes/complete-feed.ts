import { completeFeedContract } from '@zhihe/contracts/finding'
import type { RoutePlugin } from '@zhihe/http/app'
import { fieldError } from '@zhihe/http/field-errors'
import { once } from '@zhihe/http/idempotency'
import { problem } from '@zhihe/http/problem'
import { closePosting } from '../domain/posting.ts'
import { reachOver } from '../domain/reach.ts'
import { lockSource } from '../store/posting-store.ts'
import { saveChanges } from '../store/save-changes.ts'
import { idempotency } from '../store/schema.ts'
import { waitLongerForLocks } from '../store/upsert-postings.ts'
import type { Deps } from './deps.ts'

const shareThatAsks = 0.3
const unknownShown = 100

export function completeFeedRoute({ bulkDb, now }: Pick<Deps, 'bulkDb' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...completeFeedContract,
      handler: async (request, reply) => {
        const { body, principal } = request
        const at = now()
        return await once({
          db: bulkDb,
          table: idempotency,
          contract: completeFeedContract,
          request,
          reply,
          now: at,
          run: async (tx) => {
            await waitLongerForLocks(tx)
            const held = await lockSource(tx, reachOver(principal), principal.tenantId, body.source)
            const named = new Set(body.externalIds)
            const open = held.filter(({ status }) => status !== 'closed')
            const missing = open.filter(({ externalId }) => !named.has(externalId))
            if (missing.length > open.length * shareThatAsks && body.confirmClosing !== missing.length)
              throw tooMany(missing.length, open.length)
            const changes = missing.flatMap((before) => {
              const closed = closePosting(before, 'withdrawn', at)
              return closed.ok ? [{ before, posting: closed.posting, event: closed.event }] : []
            })
            await saveChanges(tx, changes, { byKeyId: principal.keyId, note: 'not in the complete feed' }, at)
            const known = new Set(held.map(({ externalId }) => externalId))
            const unknown = body.externalIds.filter((one) => !known.has(one)).slice(0, unknownShown)
            return { status: 200, body: { open: open.length - missing.length, closed: missing.length, unknown } }
          },
        })
      },
    })
  }
}

function tooMany(closing: number, open: number) {
  const say = {
    zh: `在招 ${open} 个岗位中有 ${closing} 个不在名单里。确认无误后请填写 confirmClosing: ${closing}。`,
    en: `${closing} of ${open} open postings are not named. If that is right, send confirmClosing: ${closing}.`,
  }
  return problem('feed_closes_many', { errors: [fieldError('/confirmClosing', 'confirm', say)] })
}
