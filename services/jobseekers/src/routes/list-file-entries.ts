import type { Principal } from '@zhihe/contracts/access'
import { listAssessmentsContract, listStatusesContract } from '@zhihe/contracts/register-file'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { newestFirst } from '../domain/assessment.ts'
import type { FileLedger } from '../domain/file-ledger.ts'
import { toAssessmentView, toStatusView } from '../domain/file-views.ts'
import { reachOver } from '../domain/reach.ts'
import { readFileLedger } from '../store/file-ledger.ts'
import { findDossier } from '../store/jobseeker-store.ts'
import type { Deps } from './deps.ts'

/** Two lists of the file that need no key: they say that there is a note, not what it says. */
export function listFileEntriesRoutes({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  const ledgerOf = async (id: string, principal: Principal): Promise<FileLedger> => {
    const dossier = await findDossier(db, id, reachOver(principal))
    const ledger = dossier && (await readFileLedger(db, id))
    if (!ledger) throw problem('not_found')
    return ledger
  }
  return async (app) => {
    app.route({
      ...listAssessmentsContract,
      handler: async ({ params: { id }, principal }) => {
        const { assessments } = await ledgerOf(id, principal)
        const at = now()
        return { items: newestFirst(assessments).map((one) => toAssessmentView(one, at)) }
      },
    })
    app.route({
      ...listStatusesContract,
      handler: async ({ params: { id }, principal }) => {
        const { statuses } = await ledgerOf(id, principal)
        const at = now()
        return { items: statuses.toReversed().map((one) => toStatusView(one, at)) }
      },
    })
  }
}
