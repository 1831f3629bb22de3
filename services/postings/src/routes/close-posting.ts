import { closePostingContract } from '@zhihe/contracts/posting'
import type { ProblemCode } from '@zhihe/contracts/problem'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { problem } from '@zhihe/http/problem'
import { type Closed, closePosting } from '../domain/posting.ts'
import { toPostingView } from '../domain/posting-view.ts'
import { reachOver } from '../domain/reach.ts'
import { lockPosting } from '../store/posting-store.ts'
import { saveChanges } from '../store/save-changes.ts'
import { idempotency } from '../store/schema.ts'
import type { Deps } from './deps.ts'

const refusals = { not_open: 'posting_not_closable' } as const satisfies Record<Extract<Closed, { ok: false }>['reason'], ProblemCode>

export function closePostingRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...closePostingContract,
      handler: async (request, reply) => {
        const { params, body, principal } = request
        const at = now()
        return await once({
          db,
          table: idempotency,
          contract: closePostingContract,
          request,
          reply,
          now: at,
          run: async (tx) => {
            const posting = await lockPosting(tx, params.id, reachOver(principal))
            if (!posting) throw problem('not_found')
            const closed = closePosting(posting, body.reason, at)
            if (!closed.ok) throw problem(refusals[closed.reason])
            await saveChanges(tx, [{ before: posting, ...closed }], { byKeyId: principal.keyId, note: body.note }, at)
            return { status: 200, body: toPostingView(closed.posting) }
          },
        })
      },
    })
  }
}
