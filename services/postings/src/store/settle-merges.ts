import type { Transaction } from '@zhihe/postgres/pool'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { comparableOf, createOriginals } from '../domain/duplicates.ts'
import { type Change, mergeInto, type Posting, reassess } from '../domain/posting.ts'
import { lockEmployerKinds } from './employer-store.ts'
import { type Merge, readApart, readComparables } from './merge-store.ts'
import { lockMergedInto } from './posting-store.ts'

/**
 * Puts each posting that would be published by these changes behind the one it copies, if there is one: among what is published and among the changes
 * before it. Gives the changes in their order and the merges to be recorded once the postings are kept.
 */
export async function mergeCopies<Of extends Change>(tx: Transaction, changes: readonly Of[]): Promise<{ changes: Of[]; merges: Merge[] }> {
  const appearing = changes.filter(appears)
  if (appearing.length === 0) return { changes: [...changes], merges: [] }
  const sources = new Set(appearing.map(({ posting }) => posting.source))
  const [onlySource = null] = sources.size === 1 ? sources : []
  const published = await readComparables(tx, [...new Set(appearing.map(({ posting }) => posting.content.employerId))], onlySource)
  const apart = await readApart(
    tx,
    appearing.map(({ posting }) => posting.id),
  )
  const leaving = new Set(changes.map(({ posting }) => posting.id))
  const originals = createOriginals(published.filter(({ id }) => !leaving.has(id)))
  const merges: Merge[] = []
  const settled = changes.map((change) => {
    const comparable = change.posting.status === 'published' ? comparableOf(change.posting) : null
    if (comparable === null) return change
    const isApart = apart.get(comparable.id) ?? nothing
    const duplicate = appears(change) ? originals.copiedBy(comparable).find(({ canonicalId }) => !isApart.has(canonicalId)) : undefined
    if (duplicate !== undefined) {
      merges.push({ postingId: comparable.id, duplicate })
      return { ...change, ...mergeInto(change, duplicate) }
    }
    // Postings of one source are no copies of each other.
    if (onlySource === null) originals.add(comparable)
    return change
  })
  return { changes: settled, merges }
}

const nothing: ReadonlySet<string> = new Set()

// One that was there before it had a copy stays: its copies come and go behind it.
function appears({ before, posting }: Change): boolean {
  return posting.status === 'published' && before?.status !== 'published'
}

/** The copies that stood behind postings which are not shown any more: each is looked at anew, and another copy may stand behind the first of them. */
export async function freeCopies(tx: Transaction, changes: readonly Change[], now: Date): Promise<{ changes: Change[]; merges: Merge[] }> {
  const gone = changes.filter(({ before, posting }) => before?.status === 'published' && posting.status !== 'published')
  const copies = await lockMergedInto(
    tx,
    gone.map(({ posting }) => posting.id),
  )
  if (copies.length === 0) return { changes: [], merges: [] }
  const kinds = await kindsOf(tx, copies)
  const freed = copies.flatMap((copy) => reassess(copy, {}, { employerKind: kinds.get(copy.content.employerId) ?? 'other', now }) ?? [])
  return await mergeCopies(tx, freed)
}

async function kindsOf(tx: Transaction, copies: readonly Posting[]): Promise<Map<string, EmployerKind>> {
  const kinds = new Map<string, EmployerKind>()
  for (const [tenantId, owned] of Map.groupBy(copies, (copy) => copy.tenantId)) {
    const employerIds = new Set(owned.map(({ content }) => content.employerId))
    for (const [id, kind] of await lockEmployerKinds(tx, tenantId, [...employerIds])) kinds.set(id, kind)
  }
  return kinds
}
