import { retryMessageContract } from '@zhihe/contracts/webhook-message'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { problem } from '@zhihe/http/problem'
import type { Transaction } from '@zhihe/postgres/pool'
import { type Owner, ownerOf } from '../domain/owner.ts'
import { refuseResend } from '../domain/resend.ts'
import { keepEndpoint } from '../store/endpoint-store.ts'
import { findMessage, wakeSenders } from '../store/message-store.ts'
import { isWithdrawn, lockMessage, sendAgain } from '../store/resend-store.ts'
import type { MessageRow } from '../store/schema.ts'
import type { RouteDeps } from './deps.ts'
import { toMessageView } from './views.ts'

export function retryMessageRoute({ db, now, idempotency }: RouteDeps): RoutePlugin {
  return async (app) => {
    app.route({
      ...retryMessageContract,
      handler: async (request, reply) => {
        const owner = ownerOf(request.principal)
        const at = now()
        return await once({
          db,
          table: idempotency,
          contract: retryMessageContract,
          request,
          reply,
          now: at,
          run: async (tx) => ({ status: 202, body: toMessageView(await retryMessage(tx, owner, { id: request.params.id, now: at })) }),
        })
      },
    })
  }
}

async function retryMessage(tx: Transaction, owner: Owner, { id, now }: { id: string; now: Date }): Promise<MessageRow> {
  const found = await findMessage(tx, owner, id)
  if (!found) throw problem('not_found')
  const endpoint = await keepEndpoint(tx, found.endpointId)
  const message = await lockMessage(tx, id)
  if (!endpoint || !message || endpoint.deletedAt) throw problem('endpoint_not_active')
  const refusal = refuseResend({
    isTest: message.nextKind === 'test',
    status: message.status,
    isAboutMatch: message.matchId !== null,
    isWithdrawn: message.redactedAt !== null || (await isWithdrawn(tx, message)),
    isInFlight: message.claimedUntil !== null && message.claimedUntil > now,
    endpointIsUp: endpoint.status !== 'disabled',
  })
  if (refusal) throw problem(refusal)
  const retried = await sendAgain(tx, id, now)
  await wakeSenders(tx)
  return retried
}
