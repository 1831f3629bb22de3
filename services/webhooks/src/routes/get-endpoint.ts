import { getEndpointContract } from '@zhihe/contracts/webhook'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { ownerOf } from '../domain/owner.ts'
import { findEndpoint } from '../store/endpoint-store.ts'
import type { RouteDeps } from './deps.ts'
import { toEndpointView } from './views.ts'

export function getEndpointRoute({ db, now }: RouteDeps): RoutePlugin {
  return async (app) => {
    app.route({
      ...getEndpointContract,
      handler: async ({ principal, params }) => {
        const row = await findEndpoint(db, ownerOf(principal), { id: params.id, now: now() })
        if (!row) throw problem('not_found')
        return toEndpointView(row)
      },
    })
  }
}
