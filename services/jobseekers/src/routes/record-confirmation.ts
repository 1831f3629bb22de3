import { recordConfirmationContract } from '@zhihe/contracts/register-plan'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { checkDecisionTime } from '../domain/consent.ts'
import { lastConfirmedAt } from '../domain/file-ledger.ts'
import { confirmationDueOn } from '../domain/plan.ts'
import { insertConfirmation } from '../store/file-store.ts'
import { idempotency } from '../store/schema.ts'
import { changeFile } from './change-file.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

export function recordConfirmationRoute({ db, now, newId, keys }: Omit<Deps, 'allowTestRegion'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...recordConfirmationContract,
      handler: async (request, reply) => {
        const { params, body, principal } = request
        const at = now()
        const refusals = checkDecisionTime(body, '/at', at)
        if (refusals.length > 0) throw refused(refusals)
        const confirmation = { ...body, id: newId(), at: new Date(body.at), recordedAt: at }
        return await once({
          db,
          table: idempotency,
          contract: recordConfirmationContract,
          request,
          reply,
          now: at,
          fingerprintKey: keys.fingerprints,
          run: async (tx) => {
            const ledger = await changeFile(tx, { id: params.id, principal, now: at, kind: 'confirmation' }, async (writer) => {
              await insertConfirmation(tx, confirmation, writer)
            })
            const nextDueOn = confirmationDueOn(at, lastConfirmedAt(ledger.confirmations))
            return { status: 201, body: { ...body, id: confirmation.id, recordedAt: at.toISOString(), nextDueOn } }
          },
        })
      },
    })
  }
}
