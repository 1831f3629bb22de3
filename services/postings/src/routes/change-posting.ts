import type { Principal } from '@zhihe/contracts/access'
import type { Posting as PostingView } from '@zhihe/contracts/posting'
import { problem } from '@zhihe/http/problem'
import type { Transaction } from '@zhihe/postgres/pool'
import { retryConflicts } from '@zhihe/postgres/retry-conflicts'
import type { Change, ChangeContext, Posting } from '../domain/posting.ts'
import { toPostingView } from '../domain/posting-view.ts'
import { reachOver } from '../domain/reach.ts'
import { lockPosting } from '../store/posting-store.ts'
import { saveChanges } from '../store/save-changes.ts'
import type { Deps } from './deps.ts'
import { requireReferences } from './posting-references.ts'

export interface PostingRequest {
  id: string
  principal: Principal
  /** Stands in the history beside the change. */
  note: string | undefined
}

/** What a route makes of a posting that is locked; null leaves it as it is, and a Problem thrown refuses. */
export type MakeChange = (posting: Posting, context: ChangeContext & { tx: Transaction }) => Change | null | Promise<Change | null>

/** One change of one posting that the caller may write, with its events, in a transaction. Throws the Problem `not_found` where there is none for her. */
export async function changePosting(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  { id, principal, note }: PostingRequest,
  make: MakeChange,
): Promise<PostingView> {
  return await retryConflicts(() =>
    db.transaction(async (tx) => {
      const posting = await lockPosting(tx, id, reachOver(principal))
      if (!posting) throw problem('not_found')
      // An admin writes what belongs to another tenant.
      const employerKind = await requireReferences(tx, posting.content, { ...principal, tenantId: posting.tenantId })
      const at = now()
      const change = await make(posting, { employerKind, now: at, tx })
      if (change === null) return toPostingView(posting)
      const [kept = change] = await saveChanges(tx, [change], { byKeyId: principal.keyId, note }, at)
      return toPostingView(kept.posting)
    }),
  )
}
