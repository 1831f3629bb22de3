import { readKeys } from '@zhihe/access/manage'
import { listKeysContract } from '@zhihe/contracts/key'
import type { RoutePlugin } from '@zhihe/http/app'
import { decodeCursor, encodeCursor } from '@zhihe/http/cursor'
import { z } from 'zod'
import type { Deps } from './deps.ts'
import { toKeyView } from './key-answers.ts'

const place = z.strictObject({ id: z.uuid() })
const usualLimit = 20

export function listKeysRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listKeysContract,
      handler: async ({ query: { tenantId, role, expiringBefore, cursor, limit = usualLimit } }) => {
        const at = now()
        const afterId = cursor === undefined ? undefined : decodeCursor(cursor, place).id
        const before = expiringBefore === undefined ? undefined : new Date(expiringBefore)
        const found = await readKeys(db, { tenantId, role, expiringBefore: before, afterId, limit: limit + 1 })
        const items = found.slice(0, limit)
        const last = found.length > limit ? items.at(-1) : undefined
        return { items: items.map((key) => toKeyView(key, at)), nextCursor: last ? encodeCursor({ id: last.id }) : null }
      },
    })
  }
}
