import { listFindingsContract } from '@zhihe/contracts/finding'
import { id, timestamp } from '@zhihe/contracts/primitives'
import type { RoutePlugin } from '@zhihe/http/app'
import { decodeCursor, encodeCursor } from '@zhihe/http/cursor'
import { z } from 'zod'
import { reachOver } from '../domain/reach.ts'
import { listFindings } from '../store/finding-store.ts'
import type { Deps } from './deps.ts'

const place = z.strictObject({ at: timestamp, id })
const defaultLimit = 20

export function listFindingsRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listFindingsContract,
      handler: async ({ query, principal }) => {
        const { limit = defaultLimit, cursor, since, open, ...filters } = query
        const found = await listFindings(db, {
          reach: reachOver(principal),
          ...filters,
          since: since === undefined ? undefined : new Date(since),
          isOpen: open === undefined ? undefined : open === 'true',
          after: cursor === undefined ? null : decodeCursor(cursor, place),
          limit: limit + 1,
        })
        const shown = found.slice(0, limit)
        const last = shown.at(-1)
        const nextCursor = found.length > limit && last ? encodeCursor({ at: last.foundAt.toISOString(), id: last.id }) : null
        return { items: shown.map(toEntry), nextCursor }
      },
    })
  }
}

type Row = Awaited<ReturnType<typeof listFindings>>[number]

function toEntry({ finding, ...row }: Row) {
  const { decision: _, ...said } = finding
  const { id: entryId, postingId, employerId, postingVersion, quote, decidedBy, note } = row
  return {
    ...said,
    id: entryId,
    postingId,
    employerId,
    postingVersion,
    quote,
    foundAt: row.foundAt.toISOString(),
    goneAt: row.goneAt?.toISOString() ?? null,
    decision: row.decision,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decidedByKeyId: decidedBy,
    note,
  }
}
