import { listAttemptsContract } from '@zhihe/contracts/webhook-message'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { ownerOf } from '../domain/owner.ts'
import { listAttempts } from '../store/message-store.ts'
import type { RouteDeps } from './deps.ts'
import { toAttemptView } from './views.ts'

export function listAttemptsRoute({ db }: RouteDeps): RoutePlugin {
  return async (app) => {
    app.route({
      ...listAttemptsContract,
      handler: async ({ principal, params }) => {
        const rows = await listAttempts(db, ownerOf(principal), params.id)
        if (!rows) throw problem('not_found')
        return { items: rows.map(toAttemptView) }
      },
    })
  }
}
