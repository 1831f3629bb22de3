import type { Role } from '@zhihe/contracts/access'
import { decideFindingContract } from '@zhihe/contracts/finding'
import type { PostingFinding } from '@zhihe/contracts/finding-fields'
import type { RoutePlugin } from '@zhihe/http/app'
import { problem } from '@zhihe/http/problem'
import { applyUpsert, type Change, type ChangeContext, type Posting, reassess } from '../domain/posting.ts'
import { acceptRewrite } from '../domain/settle-finding.ts'
import { recordDecision } from '../store/finding-store.ts'
import { changePosting } from './change-posting.ts'
import type { Deps } from './deps.ts'

export function decideFindingRoute({ db, now, newId }: Deps): RoutePlugin {
  return async (app) => {
    app.route({
      ...decideFindingContract,
      handler: async ({ params, body, principal }) =>
        await changePosting({ db, now }, { id: params.id, principal, note: body.note }, async (posting, { tx, ...context }) => {
          const finding = posting.findings.find(({ id }) => id === params.findingId)
          if (!finding || finding.decision !== null || posting.status === 'closed') throw problem('finding_settled')
          const change =
            body.decision === 'accept' ? accept(posting, finding, context) : dismiss(posting, finding, { ...context, role: principal.role })
          const decision = body.decision === 'accept' ? ('accepted' as const) : ('dismissed' as const)
          await recordDecision(tx, finding.id, { decision, at: context.now, byKeyId: principal.keyId, note: body.note ?? null })
          return change
        }),
    })
  }

  function accept(posting: Posting, finding: PostingFinding, context: ChangeContext): Change {
    const accepted = acceptRewrite(posting.content, finding)
    if (!accepted.ok) throw problem('finding_without_rewrite')
    return applyUpsert({ existing: posting, draft: { ...posting, content: accepted.content }, newId, ...context })
  }
}

function dismiss(posting: Posting, finding: PostingFinding, { role, ...context }: ChangeContext & { role: Role }): Change | null {
  if (finding.severity === 'block' && role === 'enterprise') throw problem('finding_not_dismissible')
  const findings = posting.findings.map((one) => (one === finding ? { ...one, decision: 'dismissed' as const } : one))
  return reassess(posting, { findings, canonicalId: posting.canonicalId }, context)
}
