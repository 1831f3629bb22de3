import { updateEmployerContract } from '@zhihe/contracts/employer'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { appendToOutbox } from '@zhihe/outbox/append'
import { type Transaction, violatedUniqueConstraint } from '@zhihe/postgres/pool'
import { retryConflicts } from '@zhihe/postgres/retry-conflicts'
import { type Employer, replaceEmployer } from '../domain/employer.ts'
import { reannounce } from '../domain/posting.ts'
import { reachOver } from '../domain/reach.ts'
import { findEmployer, findEmployerId, lockEmployer, updateEmployer } from '../store/employer-store.ts'
import { lockPublishedPostings } from '../store/posting-store.ts'
import { updatePostings } from '../store/save-postings.ts'
import { outbox } from '../store/schema.ts'
import type { Deps } from './deps.ts'
import { admit, toEmployerView } from './employer-answers.ts'

export function updateEmployerRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...updateEmployerContract,
      handler: async ({ params, body, principal }) => {
        const at = now()
        const admitted = admit(body, at)
        const reach = reachOver(principal)
        try {
          const save = async (tx: Transaction) => {
            const employer = await lockEmployer(tx, params.id, reach)
            if (!employer) throw problem('not_found')
            const replaced = replaceEmployer(employer, admitted, { now: at, byKeyId: principal.keyId })
            if (!replaced) return employer
            await updateEmployer(tx, replaced, principal.keyId)
            if (replaced.kind !== employer.kind) await announceKind(tx, replaced, principal.keyId)
            return replaced
          }
          return toEmployerView(await retryConflicts(() => db.transaction(save)))
        } catch (error) {
          if (violatedUniqueConstraint(error) === undefined) throw error
          const tenantId = (await findEmployer(db, params.id, reach))?.tenantId ?? principal.tenantId
          const existingId = await findEmployerId(db, tenantId, admitted.uscc)
          throw problem('employer_exists', existingId === undefined ? {} : { existingId })
        }
      },
    })
  }
}

// The kind is a fact of every posting of the employer that matching knows.
async function announceKind(tx: Transaction, { id, kind, updatedAt }: Employer, byKeyId: string): Promise<void> {
  const published = await lockPublishedPostings(tx, id)
  const told = published.map((posting) => reannounce(posting, kind, updatedAt))
  await updatePostings(
    tx,
    told.map(({ posting }) => posting),
    { byKeyId },
  )
  await appendToOutbox(tx, outbox, { events: told.flatMap(({ event }) => (event ? [event] : [])), now: updatedAt })
}
