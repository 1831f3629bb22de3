import { patchEndpointContract } from '@zhihe/contracts/webhook'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { changeOf } from '../domain/endpoint-patch.ts'
import { ownerOf } from '../domain/owner.ts'
import { changeEndpoint, findEndpoint } from '../store/endpoint-store.ts'
import { wakeSenders } from '../store/message-store.ts'
import { acceptUrl } from './accept-url.ts'
import type { RouteDeps } from './deps.ts'
import { toEndpointView } from './views.ts'

export function patchEndpointRoute({ db, now, allowPrivate }: RouteDeps): RoutePlugin {
  return async (app) => {
    app.route({
      ...patchEndpointContract,
      handler: async ({ principal, params: { id }, body }) => {
        const owner = ownerOf(principal)
        const at = now()
        const patch = body.url === undefined ? body : { ...body, url: acceptUrl(body.url, { allowPrivate }) }
        const row = await db.transaction(async (tx) => {
          if (!(await changeEndpoint(tx, owner, { id, change: changeOf(patch, at) }))) return undefined
          await wakeSenders(tx)
          return await findEndpoint(tx, owner, { id, now: at })
        })
        if (!row) throw problem('not_found')
        return toEndpointView(row)
      },
    })
  }
}
