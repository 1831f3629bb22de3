import { readKey, rotateKey } from '@zhihe/access/manage'
import { rotateKeyContract } from '@zhihe/contracts/key'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import type { Deps } from './deps.ts'
import { auditKey, toKeyView } from './key-answers.ts'

export function rotateKeyRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...rotateKeyContract,
      handler: async ({ params: { id }, body: { overlapSeconds }, principal }) => {
        const at = now()
        return await db.transaction(async (tx) => {
          const rotated = await rotateKey(tx, { id, overlapSeconds }, at)
          const key = await readKey(tx, id)
          if (!key) throw problem('not_found')
          if (!rotated) throw problem('key_not_active')
          await auditKey(tx, principal, { action: 'key.rotated', key, detail: { overlap: overlapSeconds }, at })
          return { ...toKeyView(key, at), token: rotated.token }
        })
      },
    })
  }
}
