import { recordStatusContract } from '@zhihe/contracts/register-file'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { toStatusView } from '../domain/file-views.ts'
import { checkStatus } from '../domain/status.ts'
import { takeFileSeal } from '../store/file-seal.ts'
import { insertStatus } from '../store/file-store.ts'
import { idempotency } from '../store/schema.ts'
import { changeFile } from './change-file.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

export function recordStatusRoute({ db, now, newId, keys }: Omit<Deps, 'allowTestRegion'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...recordStatusContract,
      handler: async (request, reply) => {
        const { params, body, principal } = request
        const at = now()
        const refusals = checkStatus(body, at)
        if (refusals.length > 0) throw refused(refusals)
        const { note, code, source, since, until = null } = body
        const status = { id: newId(), code, source, since, until, recordedAt: at }
        return await once({
          db,
          table: idempotency,
          contract: recordStatusContract,
          request,
          reply,
          now: at,
          fingerprintKey: keys.fingerprints,
          run: async (tx) => {
            let sealed: Buffer | null = null
            await changeFile(tx, { id: params.id, principal, now: at, kind: 'status' }, async (writer) => {
              if (note !== undefined) sealed = (await takeFileSeal(tx, writer, { keys, now: at })).seal(note)
              await insertStatus(tx, { ...status, sealed }, writer)
            })
            return { status: 201, body: toStatusView({ ...status, sealed }, at) }
          },
        })
      },
    })
  }
}
