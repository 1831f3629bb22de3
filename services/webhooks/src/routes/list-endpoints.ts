import { listEndpointsContract } from '@zhihe/contracts/webhook'
import type { RoutePlugin } from '@zhihe/http/app'
import { ownerOf } from '../domain/owner.ts'
import { listEndpoints } from '../store/endpoint-store.ts'
import type { RouteDeps } from './deps.ts'
import { readPage } from './page.ts'
import { toEndpointView } from './views.ts'

export function listEndpointsRoute({ db, now }: RouteDeps): RoutePlugin {
  return async (app) => {
    app.route({
      ...listEndpointsContract,
      handler: async ({ principal, query }) =>
        await readPage(query, { read: (from) => listEndpoints(db, ownerOf(principal), { ...from, now: now() }), toView: toEndpointView }),
    })
  }
}
