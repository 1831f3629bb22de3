import { upsertPostingContract } from '@zhihe/contracts/posting'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { retryConflicts } from '@zhihe/postgres/retry-conflicts'
import { toPostingView } from '../domain/posting-view.ts'
import { upsertPosting } from '../store/upsert-postings.ts'
import type { Deps } from './deps.ts'
import { requireReferences } from './posting-references.ts'
import { takenKey } from './taken-key.ts'

export function upsertPostingRoute({ db, now, newId }: Deps): RoutePlugin {
  return async (app) => {
    app.route({
      ...upsertPostingContract,
      handler: async ({ params, body, principal }, reply) => {
        const { tenantId, keyId, employerId } = principal
        const result = await retryConflicts(() =>
          db.transaction(async (tx) => {
            const employerKind = await requireReferences(tx, body, principal)
            const draft = { id: newId(), tenantId, ...params, content: body }
            return await upsertPosting(
              tx,
              { draft, employerKind },
              { tenantId, byKeyId: keyId, boundEmployer: employerId, now: now(), newId },
            )
          }),
        )
        if (!result.ok) throw problem('posting_exists', takenKey)
        const { outcome, posting } = result.upserted
        return reply.code(outcome === 'created' ? 201 : 200).send({ outcome, posting: toPostingView(posting) })
      },
    })
  }
}
