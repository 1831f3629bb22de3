import { listCertificatesContract } from '@zhihe/contracts/certificate'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { maskCertificate } from '@zhihe/vocabulary/mask'
import { cardsOf } from '../domain/cards.ts'
import { reachOver } from '../domain/reach.ts'
import { openOne } from '../store/opening.ts'
import { askedBy } from './asked-by.ts'
import type { Deps } from './deps.ts'

export function listCertificatesRoute({ db, now, keys }: Pick<Deps, 'db' | 'now' | 'keys'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listCertificatesContract,
      handler: async ({ params, principal }) => {
        const audit = askedBy(principal, { action: 'identity.read', reason: 'list_certificates', at: now() })
        const opened = await openOne(db, params.id, { reach: reachOver(principal), keys, audit })
        if (!opened) throw problem('not_found')
        const items = cardsOf(opened.identity).map(({ number, issuedOn, expiresOn, isCurrent, addedAt }) => {
          return { number: maskCertificate(number), issuedOn, expiresOn, current: isCurrent, addedAt }
        })
        return { items }
      },
    })
  }
}
