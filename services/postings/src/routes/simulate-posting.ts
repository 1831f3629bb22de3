import type { Principal } from '@zhihe/contracts/access'
import { simulateContract } from '@zhihe/contracts/finding'
import type { PostingContent } from '@zhihe/contracts/posting'
import { whatIfAnswer } from '@zhihe/contracts/what-if'
import type { RoutePlugin } from '@zhihe/http/app'
import type { Transaction } from '@zhihe/postgres/pool'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { comparableOf, createOriginals } from '../domain/duplicates.ts'
import { toFacts } from '../domain/facts.ts'
import { lintContent } from '../domain/lint-content.ts'
import { applyUpsert, type Posting, type PostingKey } from '../domain/posting.ts'
import { openQuestions } from '../domain/posting-view.ts'
import { readAccepted } from '../store/finding-store.ts'
import { readComparables } from '../store/merge-store.ts'
import { keyOf, lockPostings, readTitles } from '../store/posting-store.ts'
import { mergeCopies } from '../store/settle-merges.ts'
import type { Deps } from './deps.ts'
import { requireReferences } from './posting-references.ts'

const simulation = 'simulation'
const patienceMs = 8_000
const duplicatesShown = 5

interface Trial {
  key: PostingKey
  content: PostingContent
  employerKind: EmployerKind
}

/** `matchingUrl`: where matching answers, null where it does not run. */
export function simulatePostingRoute({ db, now, newId, matchingUrl }: Omit<Deps, 'bulkDb'> & { matchingUrl: string | null }): RoutePlugin {
  return async (app) => {
    app.route({
      ...simulateContract,
      handler: async (request) => {
        const { principal } = request
        const { source = simulation, externalId = simulation, ...content } = request.body
        const { posting, employerKind } = await db.transaction(async (tx) => {
          const employerKind = await requireReferences(tx, content, principal)
          return { employerKind, posting: await tried(tx, { key: { source, externalId }, content, employerKind }, principal) }
        })
        const [duplicates, pool] = await Promise.all([duplicatesOf(posting, principal), askForPool(posting, employerKind, request.headers)])
        const { status, reasonCode, canonicalId } = posting
        const findings = lintContent(posting.content, { employerKind, now: now() })
        return { status, reasonCode, questions: openQuestions(posting), findings, duplicates, canonicalId, pool }
      },
    })
  }

  // The way of an upsert, as far as it only reads.
  async function tried(tx: Transaction, { key, content, employerKind }: Trial, { tenantId, employerId }: Principal): Promise<Posting> {
    const known = (await lockPostings(tx, tenantId, [key])).get(keyOf(key)) ?? null
    const existing = known !== null && (employerId === null || known.content.employerId === employerId) ? known : null
    const accepted = existing === null ? [] : ((await readAccepted(tx, [existing.id])).get(existing.id) ?? [])
    const draft = { id: existing?.id ?? newId(), tenantId, ...key, content }
    const { changes } = await mergeCopies(tx, [applyUpsert({ existing, draft, employerKind, accepted, now: now(), newId })])
    return changes[0]!.posting
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
    const { regionCode } = content
    if (matchingUrl === null || regionCode === undefined) return null
    const { id: _, version: __, status: ___, ...facts } = toFacts({ id, version, content: { ...content, regionCode } }, employerKind)
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
