import { listAuditEntriesContract, mostPeopleShown } from '@zhihe/contracts/audit-trail'
import type { RoutePlugin } from '@zhihe/http/app'
import { decodeCursor, encodeCursor } from '@zhihe/http/cursor'
import { z } from 'zod'
import { toAuditEntryView } from '../domain/audit-view.ts'
import { reachOver } from '../domain/reach.ts'
import { listAuditEntries } from '../store/audit-entries.ts'
import type { Deps } from './deps.ts'

const usualLimit = 20
const place = z.tuple([z.string().regex(/^-?\d{1,18}$/), z.int().min(0).max(32_767), z.string().regex(/^\d{1,18}$/)])

export function auditEntriesRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listAuditEntriesContract,
      handler: async ({ query, principal }) => {
        const { jobseekerId = null, keyId = null, action = null, since, until, limit = usualLimit, cursor } = query
        const found = await listAuditEntries(db, {
          reach: reachOver(principal),
          jobseekerId,
          keyId,
          action,
          since: since === undefined ? null : new Date(since),
          until: until === undefined ? null : new Date(until),
          after: cursor === undefined ? null : decodeCursor(cursor, place),
          limit: limit + 1,
          mostPeople: mostPeopleShown,
        })
        const last = found.length > limit ? found[limit - 1] : undefined
        return {
          items: found.slice(0, limit).map(toAuditEntryView),
          nextCursor: last ? encodeCursor([last.atMicros, last.chain, last.seq]) : null,
        }
      },
    })
  }
}
