import { createFairContract } from '@zhihe/contracts/fair'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { insertFair } from '../store/fair-store.ts'
import { idempotency } from '../store/schema.ts'
import type { Deps } from './deps.ts'
import { toFairView } from './fair-view.ts'

export function createFairRoute({ db, now, newId }: Deps): RoutePlugin {
  return async (app) => {
    app.route({
      ...createFairContract,
      handler: async (request, reply) => {
        const { body, principal } = request
        const at = now()
        return await once({
          db,
          table: idempotency,
          contract: createFairContract,
          request,
          reply,
          now: at,
          run: async (tx) => {
            const fair = {
              id: newId(),
              tenantId: principal.tenantId,
              name: body.name,
              regionCode: body.regionCode,
              opensAt: new Date(body.opensAt),
              closesAt: new Date(body.closesAt),
              venue: body.venue ?? null,
              online: body.online,
              organiserName: body.organiserName,
              version: 1,
              createdAt: at,
              updatedAt: at,
            }
            await insertFair(tx, fair)
            return { status: 201, body: toFairView(fair, 0) }
          },
        })
      },
    })
  }
}
