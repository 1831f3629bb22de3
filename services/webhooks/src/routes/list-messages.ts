import { listMessagesContract } from '@zhihe/contracts/webhook-message'
import type { RoutePlugin } from '@zhihe/http/app'
import { ownerOf } from '../domain/owner.ts'
import { listMessages } from '../store/message-store.ts'
import type { RouteDeps } from './deps.ts'
import { readPage } from './page.ts'
import { toMessageView } from './views.ts'

export function listMessagesRoute({ db }: RouteDeps): RoutePlugin {
  return async (app) => {
    app.route({
      ...listMessagesContract,
      handler: async ({ principal, query }) => {
        const time = (text: string | undefined) => (text === undefined ? null : new Date(text))
        const filter = {
          endpointId: query.endpointId ?? null,
          status: query.status ?? null,
          type: query.type ?? null,
          since: time(query.since),
          until: time(query.until),
        }
        return await readPage(query, {
          read: (from) => listMessages(db, ownerOf(principal), { ...filter, ...from }),
          toView: toMessageView,
        })
      },
    })
  }
}
