import { listConsentTextsContract } from '@zhihe/contracts/consent'
import type { RoutePlugin } from '@zhihe/http/app'
import { toTextViews } from '../domain/consent-text.ts'
import { listTexts } from '../store/consent-text-store.ts'
import type { Deps } from './deps.ts'

export function listConsentTextsRoute({ db }: Pick<Deps, 'db'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listConsentTextsContract,
      handler: async ({ query: { purpose }, principal }) => {
        const views = toTextViews(await listTexts(db, principal.tenantId, purpose ?? null))
        return { items: views.filter((text) => purpose === undefined || text.purpose === purpose) }
      },
    })
  }
}
