import { replayContract } from '@zhihe/contracts/webhook-operations'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { problem } from '@zhihe/http/problem'
import { ownerOf } from '../domain/owner.ts'
import { findEndpoint, keepEndpoint } from '../store/endpoint-store.ts'
import { wakeSenders } from '../store/message-store.ts'
import { replayMessages } from '../store/resend-store.ts'
import type { RouteDeps } from './deps.ts'

const mostAtOnce = 10_000

export function replayMessagesRoute({ db, now, idempotency }: RouteDeps): RoutePlugin {
  return async (app) => {
    app.route({
      ...replayContract,
      handler: async (request, reply) => {
        const owner = ownerOf(request.principal)
        const { id } = request.params
        const { since, until, types, statuses } = request.body
        const at = now()
        const window = {
          since: new Date(since),
          until: until === undefined ? new Date(at.getTime() + 1) : new Date(until),
          types: types ?? null,
          statuses,
          limit: mostAtOnce,
        }
        return await once({
          db,
          table: idempotency,
          contract: replayContract,
          request,
          reply,
          now: at,
          run: async (tx) => {
            if (!(await findEndpoint(tx, owner, { id, now: at }))) throw problem('not_found')
            const endpoint = await keepEndpoint(tx, id)
            if (!endpoint || endpoint.deletedAt || endpoint.status === 'disabled') throw problem('endpoint_not_active')
            const { replayed, held, nextSince } = await replayMessages(tx, endpoint, { ...window, now: at })
            await wakeSenders(tx)
            return { status: 202, body: { replayed, held, nextSince: nextSince?.toISOString() ?? null } }
          },
        })
      },
    })
  }
}
