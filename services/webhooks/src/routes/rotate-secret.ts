import { setTimeout as pause } from 'node:timers/promises'
import { rotateSecretContract } from '@zhihe/contracts/webhook-operations'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { problem } from '@zhihe/http/problem'
import type { Db } from '@zhihe/postgres/pool'
import { ownerOf } from '../domain/owner.ts'
import { findEndpoint, raiseSecretsVersion } from '../store/endpoint-store.ts'
import { inFlightOf } from '../store/resend-store.ts'
import { expireSecrets } from '../store/secret-store.ts'
import type { RouteDeps } from './deps.ts'
import { keepNewSecret } from './keep-secret.ts'

const mostOldSecrets = 2

export function rotateSecretRoute({ db, now, newId, cipher, idempotency }: RouteDeps): RoutePlugin {
  return async (app) => {
    app.route({
      ...rotateSecretContract,
      // Whoever has read the answer may forget the old secret at once, so it waits for what is under way with the old one alone.
      onSend: async ({ params }, reply, payload) => {
        if (reply.statusCode === 200) await earlierAttempts(db, { endpointId: params.id, now })
        return payload
      },
      handler: async (request, reply) => {
        const owner = ownerOf(request.principal)
        const endpointId = request.params.id
        const { overlapSeconds, scheme: wantedScheme } = request.body
        const at = now()
        return await once({
          db,
          table: idempotency,
          contract: rotateSecretContract,
          request,
          reply,
          now: at,
          run: async (tx) => {
            if (!(await raiseSecretsVersion(tx, owner, { id: endpointId, now: at }))) throw problem('not_found')
            const scheme = wantedScheme ?? (await findEndpoint(tx, owner, { id: endpointId, now: at }))?.scheme ?? 'v1'
            const until = new Date(at.getTime() + overlapSeconds * 1_000)
            const signingOn = await expireSecrets(tx, endpointId, { now: at, until })
            if (signingOn.length > mostOldSecrets) throw problem('secret_limit_reached', firstExpiry(signingOn))
            const shown = await keepNewSecret(tx, { endpointId, scheme, cipher, id: newId(), at })
            const oldSecretsExpireAt = signingOn.map((time) => time.toISOString())
            return { status: 200, body: { endpointId, scheme, ...shown, oldSecretsExpireAt } }
          },
        })
      },
    })
  }
}

function firstExpiry([first]: Date[]) {
  const at = first?.toISOString() ?? ''
  return { detail: `The first of them expires at ${at}.`, detailZh: `最早的一个将于 ${at} 到期。` }
}

const claimMs = 50
const pollMs = 25
const mostPolls = 80

/** Resolves when nothing is on its way any more that was claimed before; after two seconds in any case. */
async function earlierAttempts(db: Db, { endpointId, now }: { endpointId: string; now: () => Date }): Promise<void> {
  await pause(claimMs) // a claim that had begun becomes visible
  let earlier = await inFlightOf(db, endpointId, now())
  for (let polls = 0; earlier.length > 0 && polls < mostPolls; polls += 1) {
    await pause(pollMs)
    const inFlight = new Set(await inFlightOf(db, endpointId, now()))
    earlier = earlier.filter((attempt) => inFlight.has(attempt))
  }
}
