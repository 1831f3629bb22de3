import { getMessageContract } from '@zhihe/contracts/webhook-message'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { ownerOf } from '../domain/owner.ts'
import { findMessage } from '../store/message-store.ts'
import type { RouteDeps } from './deps.ts'
import { toMessageView } from './views.ts'

export function getMessageRoute({ db }: RouteDeps): RoutePlugin {
  return async (app) => {
    app.route({
      ...getMessageContract,
      handler: async ({ principal, params }) => {
        const row = await findMessage(db, ownerOf(principal), params.id)
        if (!row) throw problem('not_found')
        return toMessageView(row)
      },
    })
  }
}
