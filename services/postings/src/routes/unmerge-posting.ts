import { unmergePostingContract } from '@zhihe/contracts/finding'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import type { Transaction } from '@zhihe/postgres/pool'
import { retryConflicts } from '@zhihe/postgres/retry-conflicts'
import { reassess } from '../domain/posting.ts'
import { toPostingView } from '../domain/posting-view.ts'
import { reachOver } from '../domain/reach.ts'
import { recordApart } from '../store/merge-store.ts'
import { lockPosting } from '../store/posting-store.ts'
import { saveChanges } from '../store/save-changes.ts'
import type { Deps } from './deps.ts'
import { requireReferences } from './posting-references.ts'

export function unmergePostingRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...unmergePostingContract,
      handler: async ({ params, principal }) => {
        const unmerge = async (tx: Transaction) => {
          const posting = await lockPosting(tx, params.id, reachOver(principal))
          if (!posting) throw problem('not_found')
          if (posting.canonicalId === null) throw problem('posting_not_merged')
          const employerKind = await requireReferences(tx, posting.content, { ...principal, tenantId: posting.tenantId })
          const at = now()
          await recordApart(tx, posting.id, posting.canonicalId, { at, byKeyId: principal.keyId })
          const change = reassess(posting, {}, { employerKind, now: at })
          if (!change) throw new Error('a posting that was merged stayed as it was')
          const [kept = change] = await saveChanges(tx, [change], { byKeyId: principal.keyId, note: 'unmerged' }, at)
          return toPostingView(kept.posting)
        }
        return await retryConflicts(() => db.transaction(unmerge))
      },
    })
  }
}
