import { endStatusContract } from '@zhihe/contracts/register-file'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { toStatusView } from '../domain/file-views.ts'
import { checkEnd } from '../domain/status.ts'
import { readFileLedger } from '../store/file-ledger.ts'
import { endStatus } from '../store/file-store.ts'
import { changeFile } from './change-file.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

export function endStatusRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...endStatusContract,
      handler: async ({ params: { id, statusId }, body: { until }, principal }) => {
        const at = now()
        return await db.transaction(async (tx) => {
          const ledger = await changeFile(tx, { id, principal, now: at, kind: 'status' }, async () => {
            const status = (await readFileLedger(tx, id))?.statuses.find((one) => one.id === statusId)
            if (!status) throw problem('not_found')
            const refusals = checkEnd(status, until)
            if (refusals.length > 0) throw refused(refusals)
            await endStatus(tx, { id: statusId, until })
          })
          const ended = ledger.statuses.find((one) => one.id === statusId)
          if (!ended) throw new Error('a status that has just ended is gone')
          return toStatusView(ended, at)
        })
      },
    })
  }
}
