import { recordMeasureContract } from '@zhihe/contracts/register-plan'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { toMeasureView } from '../domain/file-views.ts'
import { checkMeasure } from '../domain/plan.ts'
import { takeFileSeal } from '../store/file-seal.ts'
import { insertMeasure } from '../store/file-store.ts'
import { idempotency } from '../store/schema.ts'
import { changeFile } from './change-file.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

export function recordMeasureRoute({ db, now, newId, keys }: Omit<Deps, 'allowTestRegion'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...recordMeasureContract,
      handler: async (request, reply) => {
        const { params, body, principal } = request
        const at = now()
        const refusals = checkMeasure(body, at)
        if (refusals.length > 0) throw refused(refusals)
        const { note, kind, agreedOn, dueOn, doneOn = null, outcome = null } = body
        const measure = { id: newId(), kind, agreedOn, dueOn, doneOn, outcome, recordedAt: at, changedAt: at }
        return await once({
          db,
          table: idempotency,
          contract: recordMeasureContract,
          request,
          reply,
          now: at,
          fingerprintKey: keys.fingerprints,
          run: async (tx) => {
            let sealed: Buffer | null = null
            await changeFile(tx, { id: params.id, principal, now: at, kind: 'measure' }, async (writer) => {
              if (note !== undefined) sealed = (await takeFileSeal(tx, writer, { keys, now: at })).seal(note)
              await insertMeasure(tx, { ...measure, sealed }, writer)
            })
            return { status: 201, body: toMeasureView({ ...measure, sealed }, at) }
          },
        })
      },
    })
  }
}
