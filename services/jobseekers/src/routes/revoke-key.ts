import { endKey, readKey } from '@zhihe/access/manage'
import { revokeKeyContract } from '@zhihe/contracts/key'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import type { Deps } from './deps.ts'
import { auditKey, toKeyView } from './key-answers.ts'

export function revokeKeyRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...revokeKeyContract,
      handler: async ({ params: { id }, principal }) => {
        const at = now()
        return await db.transaction(async (tx) => {
          await endKey(tx, id, at)
          const key = await readKey(tx, id)
          if (!key) throw problem('not_found')
          await auditKey(tx, principal, { action: 'key.revoked', key, at })
          return toKeyView(key, at)
        })
      },
    })
  }
}
