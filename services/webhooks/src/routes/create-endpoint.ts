import { createEndpointContract } from '@zhihe/contracts/webhook'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { problem } from '@zhihe/http/problem'
import { maxEndpointsPerOwner, type Owner, ownerOf } from '../domain/owner.ts'
import { countEndpointsAlone, insertEndpoint } from '../store/endpoint-store.ts'
import type { EndpointRow } from '../store/schema.ts'
import { acceptUrl } from './accept-url.ts'
import type { RouteDeps } from './deps.ts'
import { keepNewSecret } from './keep-secret.ts'
import { toEndpointView } from './views.ts'

export function createEndpointRoute({ db, now, newId, cipher, allowPrivate, idempotency }: RouteDeps): RoutePlugin {
  return async (app) => {
    app.route({
      ...createEndpointContract,
      handler: async (request, reply) => {
        const { scheme, events, description = null, peoplePerMonth = null } = request.body
        const url = acceptUrl(request.body.url, { allowPrivate })
        const owner = ownerOf(request.principal)
        const at = now()

        return await once({
          db,
          table: idempotency,
          contract: createEndpointContract,
          request,
          reply,
          now: at,
          run: async (tx) => {
            if ((await countEndpointsAlone(tx, owner)) >= maxEndpointsPerOwner) throw problem('endpoint_limit_reached')
            const wanted = { url, events: [...new Set(events)], description, peoplePerMonth }
            const row = newEndpointRow(wanted, { id: newId(), owner, at })
            await insertEndpoint(tx, row)
            const { secret, publicKey } = await keepNewSecret(tx, { endpointId: row.id, scheme, cipher, id: newId(), at })
            return { status: 201, body: { ...toEndpointView({ ...row, scheme, oldSecretsExpireAt: [] }), secret, publicKey } }
          },
        })
      },
    })
  }
}

type Wanted = Pick<EndpointRow, 'url' | 'events' | 'description' | 'peoplePerMonth'>

function newEndpointRow(wanted: Wanted, { id, owner, at }: { id: string; owner: Owner; at: Date }): EndpointRow {
  return {
    id,
    ...owner,
    ...wanted,
    status: 'active',
    secretsVersion: 1,
    pausedUntil: null,
    disabledAt: null,
    disabledReason: null,
    failures: 0,
    failingSince: null,
    openUntil: null,
    createdAt: at,
    updatedAt: at,
    deletedAt: null,
  }
}
