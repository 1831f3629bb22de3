import { patchMeasureContract } from '@zhihe/contracts/register-plan'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { toMeasureView } from '../domain/file-views.ts'
import { patchMeasure } from '../domain/plan.ts'
import { readFileLedger } from '../store/file-ledger.ts'
import { updateMeasure } from '../store/file-store.ts'
import { changeFile } from './change-file.ts'
import type { Deps } from './deps.ts'
import { refused } from './refused.ts'

export function patchMeasureRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...patchMeasureContract,
      handler: async ({ params: { id, measureId }, body, principal }) => {
        const at = now()
        return await db.transaction(async (tx) => {
          const ledger = await changeFile(tx, { id, principal, now: at, kind: 'measure' }, async () => {
            const measure = (await readFileLedger(tx, id))?.measures.find((one) => one.id === measureId)
            if (!measure) throw problem('not_found')
            const patched = patchMeasure(measure, body, at)
            if (!patched.ok) throw refused(patched.refusals)
            await updateMeasure(tx, patched.measure)
          })
          const measure = ledger.measures.find((one) => one.id === measureId)
          if (!measure) throw new Error('a measure that has just changed is gone')
          return toMeasureView(measure, at)
        })
      },
    })
  }
}
