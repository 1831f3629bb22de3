import { listConsentsContract } from '@zhihe/contracts/consent'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { toConsentView } from '../domain/jobseeker-view.ts'
import { reachOver } from '../domain/reach.ts'
import { findDossier } from '../store/jobseeker-store.ts'
import type { Deps } from './deps.ts'

export function listConsentsRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listConsentsContract,
      handler: async ({ params, principal }) => {
        const dossier = await findDossier(db, params.id, reachOver(principal))
        if (!dossier) throw problem('not_found')
        // The sort is stable, so decisions of one time stay in the order of the ledger.
        const oldestFirst = dossier.ledger.toSorted((a, b) => a.at.getTime() - b.at.getTime())
        return { items: oldestFirst.map((decision) => toConsentView(decision, dossier.texts)) }
      },
    })
  }
}
