import { verifyAudit } from '@zhihe/audit/verify'
import { getAuditIntegrityContract } from '@zhihe/contracts/audit-trail'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { reachOver } from '../domain/reach.ts'
import { keepFor } from '../kept.ts'
import type { Deps } from './deps.ts'

// All entries are read for it: who asks twice in a row is told the same.
const keptForMs = 10_000
const connections = 2
const whole = 'whole'

export function auditIntegrityRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  const verdictOn = keepFor({ now, keepMs: keptForMs, make: async () => await verifyAudit(db, { atOnce: connections }) })
  return async (app) => {
    app.route({
      ...getAuditIntegrityContract,
      handler: async ({ principal }) => {
        if (reachOver(principal).kind !== 'all') throw problem('forbidden')
        const { value, at } = await verdictOn(whole)
        return { asOf: at.toISOString(), ...value }
      },
    })
  }
}
