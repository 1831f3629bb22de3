import type { Principal } from '@zhihe/contracts/access'
import { decideFindingContract, type findingDecision } from '@zhihe/contracts/finding'
import type { PostingFinding } from '@zhihe/contracts/finding-fields'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import type { Transaction } from '@zhihe/postgres/pool'
import { retryConflicts } from '@zhihe/postgres/retry-conflicts'
import type { z } from 'zod'
import { applyUpsert, type Change, type Posting, reassess } from '../domain/posting.ts'
import { toPostingView } from '../domain/posting-view.ts'
import { reachOver } from '../domain/reach.ts'
import { acceptRewrite } from '../domain/settle-finding.ts'
import { recordDecision } from '../store/finding-store.ts'
import { lockPosting } from '../store/posting-store.ts'
import { saveChanges } from '../store/save-changes.ts'
import type { Deps } from './deps.ts'
import { requireReferences } from './posting-references.ts'

type Decision = z.infer<typeof findingDecision>

export function decideFindingRoute({ db, now, newId }: Deps): RoutePlugin {
  return async (app) => {
    app.route({
      ...decideFindingContract,
      handler: async ({ params, body, principal }) => {
        const decide = async (tx: Transaction) => {
          const posting = await lockPosting(tx, params.id, reachOver(principal))
          const finding = posting?.findings.find(({ id }) => id === params.findingId)
          if (!posting) throw problem('not_found')
          if (!finding || finding.decision !== null || posting.status === 'closed') throw problem('finding_settled')
          const at = now()
          const change = await changeBy(tx, { posting, finding, decision: body, principal, at })
          const [kept = change] = await saveChanges(tx, [change], { byKeyId: principal.keyId, note: body.note }, at)
          const decision = body.decision === 'accept' ? 'accepted' : 'dismissed'
          await recordDecision(tx, finding.id, { decision, at, byKeyId: principal.keyId, note: body.note ?? null })
          return toPostingView(kept.posting)
        }
        return await retryConflicts(() => db.transaction(decide))
      },
    })
  }

  async function changeBy(
    tx: Transaction,
    {
      posting,
      finding,
      decision,
      principal,
      at,
    }: { posting: Posting; finding: PostingFinding; decision: Decision; principal: Principal; at: Date },
  ): Promise<Change> {
    const employerKind = await requireReferences(tx, posting.content, { ...principal, tenantId: posting.tenantId })
    if (decision.decision === 'accept') {
      const accepted = acceptRewrite(posting.content, finding)
      if (!accepted.ok) throw problem('finding_without_rewrite')
      return applyUpsert({ existing: posting, draft: { ...posting, content: accepted.content }, employerKind, now: at, newId })
    }
    if (finding.severity === 'block' && principal.role === 'enterprise') throw problem('finding_not_dismissible')
    const findings = posting.findings.map((one) => (one === finding ? { ...one, decision: 'dismissed' as const } : one))
    const change = reassess(posting, { findings, canonicalId: posting.canonicalId }, { employerKind, now: at })
    if (!change) throw new Error('a decision changed nothing')
    return change
  }
}
