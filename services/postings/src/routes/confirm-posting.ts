import { confirmPostingContract } from '@zhihe/contracts/finding'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import type { Transaction } from '@zhihe/postgres/pool'
import { retryConflicts } from '@zhihe/postgres/retry-conflicts'
import { reassess } from '../domain/posting.ts'
import { toPostingView } from '../domain/posting-view.ts'
import { reachOver } from '../domain/reach.ts'
import { lockPosting } from '../store/posting-store.ts'
import { saveChanges } from '../store/save-changes.ts'
import type { Deps } from './deps.ts'
import { requireReferences } from './posting-references.ts'

export function confirmPostingRoute({ db, now }: Pick<Deps, 'db' | 'now'>): RoutePlugin {
  return async (app) => {
    app.route({
      ...confirmPostingContract,
      handler: async ({ params, principal }) => {
        const confirm = async (tx: Transaction) => {
          const posting = await lockPosting(tx, params.id, reachOver(principal))
          if (!posting) throw problem('not_found')
          if (posting.status === 'closed' || posting.status === 'merged') throw problem('posting_not_open')
          const employerKind = await requireReferences(tx, posting.content, { ...principal, tenantId: posting.tenantId })
          const at = now()
          const change = reassess(posting, { confirmedAt: at }, { employerKind, now: at })
          if (!change) return toPostingView(posting)
          const [kept = change] = await saveChanges(tx, [change], { byKeyId: principal.keyId, note: 'confirmed' }, at)
          return toPostingView(kept.posting)
        }
        return await retryConflicts(() => db.transaction(confirm))
      },
    })
  }
}
