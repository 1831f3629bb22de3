import { exportJobseekerContract, type PersonExport } from '@zhihe/contracts/rights'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { camelCased, explainMatch, notExported, toExportedRows } from '../domain/person-export.ts'
import { reachOver } from '../domain/reach.ts'
import { keepPerson, readStores, type StoredPerson } from '../store/export-store.ts'
import { findFileSeal } from '../store/file-seal.ts'
import { type OpenedIdentity, openOne } from '../store/opening.ts'
import { askedBy } from './asked-by.ts'
import type { Deps } from './deps.ts'

export function exportJobseekerRoute({ db, now, keys }: Pick<Deps, 'db' | 'now' | 'keys'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...exportJobseekerContract,
      handler: async ({ params, principal }) => {
        const at = now()
        const audit = askedBy(principal, { action: 'person.exported', reason: 'person_asked', at })
        // She is not erased meanwhile, and what is read goes out only if the entry of the audit is committed with it.
        const found = await db.transaction(async (tx) => {
          await keepPerson(tx, params.id)
          const opened = await openOne(tx, params.id, { reach: reachOver(principal), keys, audit })
          if (!opened) return undefined
          return { opened, stored: await readStores(tx, params.id), seal: await findFileSeal(tx, opened, keys) }
        })
        if (!found) throw problem('not_found')
        const open = (sealed: Buffer): unknown => {
          if (!found.seal) throw new Error('the key of a file is gone')
          return found.seal.open(sealed)
        }
        return toExport(found.opened, found.stored, { at, open })
      },
    })
  }
}

function toExport(
  { jobseekerId, identity }: OpenedIdentity,
  { register, auditTrail, matching, webhooks }: StoredPerson,
  { at, open }: { at: Date; open: (sealed: Buffer) => unknown },
): PersonExport {
  return {
    format: 'zhihe-person-export-1',
    jobseekerId,
    exportedAt: at.toISOString(),
    identity,
    register: toExportedRows(register, open),
    auditTrail,
    matching: {
      ...matching,
      facts: matching.facts && camelCased(matching.facts),
      matches: matching.matches.map((match) => explainMatch(match, at)),
      exposure: matching.exposure && camelCased(matching.exposure),
    },
    webhooks: {
      messages: webhooks.messages.map(({ recipient, attempts_made: attemptsMade, ...message }) => ({
        ...camelCased(message),
        recipient: camelCased(recipient),
        attemptsMade: attemptsMade.map(camelCased),
      })),
    },
    notExported: Object.entries(notExported).map(([column, reason]) => ({ column, reason })),
  }
}
