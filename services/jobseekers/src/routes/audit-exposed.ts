import { listExposedContract } from '@zhihe/contracts/audit-trail'
import { id } from '@zhihe/contracts/primitives'
import type { RoutePlugin } from '@zhihe/http/app'
import { decodeCursor, encodeCursor } from '@zhihe/http/cursor'
import { problem } from '@zhihe/http/problem'
import { toExposedPerson } from '../domain/audit-view.ts'
import { reachOver } from '../domain/reach.ts'
import { type ExposedQuestion, listExposed } from '../store/audit-exposed.ts'
import type { Deps } from './deps.ts'

const usualLimit = 200

export function auditExposedRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listExposedContract,
      handler: async ({ query, principal }) => {
        if (reachOver(principal).kind !== 'all') throw problem('forbidden')
        const { since, until, limit = usualLimit, cursor } = query
        const found = await listExposed(db, {
          through: throughWhat(query),
          since: since === undefined ? null : new Date(since),
          until: until === undefined ? null : new Date(until),
          after: cursor === undefined ? null : decodeCursor(cursor, id),
          limit: limit + 1,
        })
        const last = found.length > limit ? found[limit - 1] : undefined
        return { items: found.slice(0, limit).map(toExposedPerson), nextCursor: last ? encodeCursor(last.jobseekerId) : null }
      },
    })
  }
}

interface Through {
  keyId?: string | undefined
  endpointId?: string | undefined
  recipientId?: string | undefined
}

function throughWhat({ keyId, endpointId, recipientId }: Through): ExposedQuestion['through'] {
  if (keyId !== undefined) return { keyId }
  if (endpointId !== undefined) return { endpointId }
  if (recipientId !== undefined) return { recipientId }
  throw new Error('the contract let a question without a way through')
}
