import { webhookExamples } from '@zhihe/contracts/webhook-example'
import { testEndpointContract } from '@zhihe/contracts/webhook-operations'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { problem } from '@zhihe/http/problem'
import { ownerOf } from '../domain/owner.ts'
import { findEndpoint } from '../store/endpoint-store.ts'
import { wakeSenders } from '../store/message-store.ts'
import { insertTest } from '../store/resend-store.ts'
import type { RouteDeps } from './deps.ts'
import { toMessageView } from './views.ts'

export function testEndpointRoute({ db, now, newId, idempotency }: RouteDeps): RoutePlugin {
  return async (app) => {
    app.route({
      ...testEndpointContract,
      handler: async (request, reply) => {
        const owner = ownerOf(request.principal)
        const at = now()
        return await once({
          db,
          table: idempotency,
          contract: testEndpointContract,
          request,
          reply,
          now: at,
          run: async (tx) => {
            const endpoint = await findEndpoint(tx, owner, { id: request.params.id, now: at })
            if (!endpoint) throw problem('not_found')
            const type = request.body.type ?? endpoint.events[0] ?? 'match.proposed'
            const body = JSON.stringify({ ...webhookExamples[type], timestamp: at.toISOString() })
            const row = await insertTest(tx, endpoint, { eventId: newId(), type, body, now: at })
            await wakeSenders(tx)
            return { status: 202, body: toMessageView(row) }
          },
        })
      },
    })
  }
}
