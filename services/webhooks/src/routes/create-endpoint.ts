import { randomBytes } from 'node:crypto'
import { createEndpointContract } from '@zhihe/contracts/webhook'
import type { RoutePlugin } from '@zhihe/http/app'
import { fieldError } from '@zhihe/http/field-errors'
import { once } from '@zhihe/http/idempotency'
import { problem } from '@zhihe/http/problem'
import { checkEndpointUrl, type UrlRefusal } from '../domain/endpoint-url.ts'
import { maxEndpointsPerOwner, ownerOf } from '../domain/owner.ts'
import { secretBytes, writeSecret } from '../domain/signature.ts'
import { countEndpointsAlone, insertEndpoint } from '../store/endpoint-store.ts'
import { insertSecret } from '../store/secret-store.ts'
import type { RouteDeps } from './deps.ts'
import { toEndpointView } from './views.ts'

const refusals = {
  not_a_url: { zh: '这不是完整的网址。', en: 'This is not a complete URL.' },
  not_https: { zh: '请使用 https 网址。', en: 'Send an https URL.' },
  has_credentials: { zh: '网址中不要包含用户名或密码。', en: 'Leave user name and password out of the URL.' },
  not_public: { zh: '该网址不在公网上，请使用公网地址。', en: 'The host is not on the public internet; send a public one.' },
} satisfies Record<UrlRefusal, { zh: string; en: string }>

export function createEndpointRoute({ db, now, newId, cipher, allowPrivate, idempotency }: RouteDeps): RoutePlugin {
  return async (app) => {
    app.route({
      ...createEndpointContract,
      handler: async (request, reply) => {
        const { url, events, description } = request.body
        const checked = checkEndpointUrl(url, { allowPrivate })
        if (!checked.ok) throw problem('endpoint_url_refused', { errors: [fieldError('/url', checked.reason, refusals[checked.reason])] })
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
            const id = newId()
            const secret = randomBytes(secretBytes)
            const sealed = cipher.seal(secret, id)
            const row = {
              id,
              ...owner,
              url: checked.url.href,
              events: [...new Set(events)],
              description: description ?? null,
              status: 'active' as const,
              secretsVersion: 1,
              peoplePerMonth: null,
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
            await insertEndpoint(tx, row)
            await insertSecret(tx, {
              id: newId(),
              endpointId: id,
              scheme: 'v1',
              keyId: sealed.keyId,
              sealed: sealed.bytes,
              createdAt: at,
              expiresAt: null,
            })
            return { status: 201, body: { ...toEndpointView(row), secret: writeSecret(secret) } }
          },
        })
      },
    })
  }
}
