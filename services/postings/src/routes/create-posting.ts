import { createPostingContract } from '@zhihe/contracts/posting'
import type { RoutePlugin } from '@zhihe/http/app'
import { once } from '@zhihe/http/idempotency'
import { type Problem, problem } from '@zhihe/http/problem'
import type { Transaction } from '@zhihe/postgres/pool'
import { applyUpsert, type Posting } from '../domain/posting.ts'
import { toPostingView } from '../domain/posting-view.ts'
import { recordMerges } from '../store/merge-store.ts'
import { keyOf, lockPostings } from '../store/posting-store.ts'
import { announce } from '../store/save-changes.ts'
import { insertPostings } from '../store/save-postings.ts'
import { idempotency } from '../store/schema.ts'
import { mergeCopies } from '../store/settle-merges.ts'
import type { Deps } from './deps.ts'
import { requireReferences } from './posting-references.ts'

export function createPostingRoute({ db, now, newId }: Deps): RoutePlugin {
  return async (app) => {
    app.route({
      ...createPostingContract,
      handler: async (request, reply) => {
        const { principal } = request
        const { source, externalId, ...content } = request.body
        const at = now()
        return await once({
          db,
          table: idempotency,
          contract: createPostingContract,
          request,
          reply,
          now: at,
          run: async (tx) => {
            const employerKind = await requireReferences(tx, content, principal)
            const draft = { id: newId(), tenantId: principal.tenantId, source, externalId, content }
            const fresh = applyUpsert({ existing: null, draft, employerKind, now: at, newId })
            const { changes, merges } = await mergeCopies(tx, [fresh])
            const { posting } = changes[0]!
            const inserted = await insertPostings(tx, [posting], { byKeyId: principal.keyId })
            if (!inserted.has(posting.id)) throw await existsAlready(tx, posting, principal.employerId)
            await recordMerges(tx, merges, at)
            await announce(tx, changes, { now: at })
            return { status: 201, body: toPostingView(posting) }
          },
        })
      },
    })
  }
}

// An enterprise is not told the id of what another employer of the tenant keeps under that key.
async function existsAlready(tx: Transaction, posting: Posting, boundEmployer: string | null): Promise<Problem> {
  const existing = (await lockPostings(tx, posting.tenantId, [posting])).get(keyOf(posting))
  const mayKnow = existing && (boundEmployer === null || existing.content.employerId === boundEmployer)
  return problem('posting_exists', mayKnow ? { existingId: existing.id } : {})
}
