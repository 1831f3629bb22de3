import { deleteEndpointContract } from '@zhihe/contracts/webhook'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { ownerOf } from '../domain/owner.ts'
import { removeEndpoint } from '../store/endpoint-store.ts'
import type { RouteDeps } from './deps.ts'

export function deleteEndpointRoute({ db, now }: RouteDeps): RoutePlugin {
  return async (app) => {
    app.route({
      ...deleteEndpointContract,
      handler: async ({ principal, params }, reply) => {
        const isRemoved = await db.transaction(async (tx) => await removeEndpoint(tx, ownerOf(principal), { id: params.id, now: now() }))
        if (!isRemoved) throw problem('not_found')
        return reply.code(204).send()
      },
    })
  }
}
