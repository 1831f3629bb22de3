import { type DisclosureGrant, listDisclosuresContract } from '@zhihe/contracts/disclosure'
import type { RoutePlugin } from '@zhihe/http/app'
import type { Grant } from '../domain/disclosure.ts'
import { listGrants } from '../store/disclosure-grants.ts'
import type { Deps } from './deps.ts'
import { pageById } from './page-by-id.ts'

export function listDisclosuresRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...listDisclosuresContract,
      handler: async ({ query, principal: { role, employerId } }) => {
        if (role !== 'enterprise' || employerId === null) return { items: [], nextCursor: null }
        return await pageById(query, {
          read: async (from) => await listGrants(db, { recipient: employerId, now: now(), ...from }),
          toView,
        })
      },
    })
  }
}

function toView({ receipt, candidateRef, fields, grantedAt, expiresAt }: Grant): DisclosureGrant {
  const times = { grantedAt: grantedAt.toISOString(), expiresAt: expiresAt.toISOString() }
  return { receipt, candidateRef, fields: [...fields], ...times, href: `/v1/disclosures/${receipt}` }
}
