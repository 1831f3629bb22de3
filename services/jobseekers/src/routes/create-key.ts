import { issueKey, readKey } from '@zhihe/access/manage'
import { createKeyContract } from '@zhihe/contracts/key'
import type { RoutePlugin } from '@zhihe/http/app'
import { violatedForeignKey } from '@zhihe/postgres/pool'
import { planKey } from '../domain/key.ts'
import type { Deps } from './deps.ts'
import { auditKey, keyRefused, toKeyView } from './key-answers.ts'

export function createKeyRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...createKeyContract,
      handler: async ({ body, principal }, reply) => {
        const at = now()
        const plan = planKey(body, at)
        if (!plan.ok) throw keyRefused(plan.refusals)
        const { tenantId, role, label, regionCode, employerId } = body
        const made = await db
          .transaction(async (tx) => {
            const bounds = { ...(regionCode && { regionCode }), ...(employerId && { employerId }) }
            const { id, token } = await issueKey(tx, { tenantId, role, label, ...bounds, expiresAt: plan.expiresAt }, at)
            await auditKey(tx, principal, { action: 'key.created', key: { id, tenantId, role }, at })
            return { id, token }
          })
          .catch((error: unknown) => {
            if (violatedForeignKey(error) === undefined) throw error
            throw keyRefused([{ pointer: '/tenantId', reason: 'unknown_tenant' }])
          })
        const record = await readKey(db, made.id)
        if (!record) throw new Error(`key ${made.id} was made and is not there`)
        return await reply.code(201).send({ ...toKeyView(record, at), token: made.token })
      },
    })
  }
}
