import type { Principal } from '@zhihe/contracts/access'
import { simulateContract } from '@zhihe/contracts/finding'
import { whatIfAnswer } from '@zhihe/contracts/what-if'
import type { RoutePlugin } from '@zhihe/http/app'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { isComplete } from '../domain/assess.ts'
import { comparableOf, createOriginals } from '../domain/duplicates.ts'
import { toFacts } from '../domain/facts.ts'
import { lintContent } from '../domain/lint-content.ts'
import { applyUpsert, type Posting } from '../domain/posting.ts'
import { openQuestions } from '../domain/posting-view.ts'
import { readComparables } from '../store/merge-store.ts'
import { readTitles } from '../store/posting-store.ts'
import type { Deps } from './deps.ts'
import { requireReferences } from './posting-references.ts'

const source = 'simulation'
const patienceMs = 8_000
const duplicatesShown = 5

/** `matchingUrl`: where matching answers, null where it does not run. */
export function simulatePostingRoute({ db, now, newId, matchingUrl }: Omit<Deps, 'bulkDb'> & { matchingUrl: string | null }): RoutePlugin {
  return async (app) => {
    app.route({
      ...simulateContract,
      handler: async (request) => {
        const { body: content, principal } = request
        const employerKind = await db.transaction(async (tx) => await requireReferences(tx, content, principal))
        const draft = { id: newId(), tenantId: principal.tenantId, source, externalId: source, content }
        const { posting } = applyUpsert({ existing: null, draft, employerKind, now: now(), newId })
        const [duplicates, pool] = await Promise.all([duplicatesOf(posting, principal), askForPool(posting, employerKind, request.headers)])
        const { status, reasonCode } = posting
        const findings = lintContent(content, { employerKind, now: now() })
        return { status, reasonCode, questions: openQuestions(posting), findings, duplicates, pool }
      },
    })
  }

  async function duplicatesOf(posting: Posting, { tenantId }: Principal) {
    const comparable = comparableOf(posting)
    if (comparable === null) return []
    const found = createOriginals(await readComparables(db, [comparable.employerId]))
      .copiedBy(comparable)
      .slice(0, duplicatesShown)
    const titles = await readTitles(
      db,
      tenantId,
      found.map(({ canonicalId }) => canonicalId),
    )
    return found.flatMap(({ canonicalId, similarity }) => {
      const known = titles.get(canonicalId)
      return known === undefined ? [] : [{ postingId: canonicalId, ...known, similarity }]
    })
  }

  // Whatever keeps matching from answering costs the caller the pool and nothing else.
  async function askForPool(posting: Posting, employerKind: EmployerKind, headers: { authorization?: string | undefined }) {
    const { content, id, version } = posting
    if (matchingUrl === null || !isComplete(content)) return null
    const { id: _, version: __, status: ___, ...facts } = toFacts({ id, version, content }, employerKind)
    try {
      const response = await fetch(new URL('/v1/what-if', matchingUrl), {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: headers.authorization ?? '' },
        body: JSON.stringify({ about: 'posting', posting: facts }),
        signal: AbortSignal.timeout(patienceMs),
      })
      if (!response.ok) return null
      const answer = whatIfAnswer.safeParse(await response.json())
      return answer.success ? answer.data : null
    } catch {
      return null
    }
  }
}
