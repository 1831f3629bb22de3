import type { Hold } from '@zhihe/outbox/append'
import type { Transaction } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { sql } from 'drizzle-orm'
import { applyUpsert, type Change, type Posting, type PostingDraft, type Upserted } from '../domain/posting.ts'
import { readAccepted } from './finding-store.ts'
import { recordMerges } from './merge-store.ts'
import { keyOf, lockPostings } from './posting-store.ts'
import { announce, keepChanges } from './save-changes.ts'
import { insertPostings, noteConfirmed } from './save-postings.ts'
import { mergeCopies } from './settle-merges.ts'

export interface UpsertItem {
  draft: PostingDraft
  employerKind: EmployerKind
}

export interface UpsertContext {
  tenantId: string
  byKeyId: string
  /** Set for an enterprise: keys that another employer of the tenant uses are not its to write. */
  boundEmployer: string | null
  now: Date
  newId: () => string
  /** Keeps what is announced from the relays for a while. */
  hold?: Hold
}

const dayMs = 24 * 3_600_000

export type UpsertResult = { ok: true; upserted: Upserted } | { ok: false; reason: 'key_taken' }

/**
 * Creates, replaces or leaves each posting and announces what changed: the same few statements for one as for five thousand.
 * Expects distinct keys and employers that are locked. The results stand in the order of the items.
 */
export async function upsertPostings(tx: Transaction, items: readonly UpsertItem[], context: UpsertContext): Promise<UpsertResult[]> {
  const inKeyOrder = items.toSorted((a, b) => (keyOf(a.draft) < keyOf(b.draft) ? -1 : 1))
  const existing = await lockPostings(
    tx,
    context.tenantId,
    inKeyOrder.map(({ draft }) => draft),
  )
  failpoint('postings.locked')
  const created = await createMissing(
    tx,
    inKeyOrder.filter(({ draft }) => !existing.has(keyOf(draft))),
    context,
  )
  for (const posting of created.overtaken) existing.set(keyOf(posting), posting)
  const replaced = await replaceExisting(tx, inKeyOrder, existing, context)

  const results = items.map(({ draft }) => created.results.get(keyOf(draft)) ?? replaced.results.get(keyOf(draft))!)
  const upserted = results.flatMap((result) => (result.ok ? [result.upserted] : []))
  await announce(tx, [...upserted, ...replaced.freed], context)
  return results
}

async function createMissing(tx: Transaction, items: readonly UpsertItem[], context: UpsertContext) {
  const fresh = items.map(({ draft, employerKind }) => applyUpsert({ existing: null, draft, employerKind, ...context }))
  const { changes: created, merges } = await mergeCopies(tx, fresh)
  failpoint('postings.compared')
  const inserted = await insertPostings(
    tx,
    created.map(({ posting }) => posting),
    context,
  )
  const results = new Map<string, UpsertResult>()
  for (const upserted of created) {
    if (inserted.has(upserted.posting.id)) results.set(keyOf(upserted.posting), { ok: true, upserted })
  }
  await recordMerges(
    tx,
    merges.filter(({ postingId }) => inserted.has(postingId)),
    context.now,
  )
  // Whoever took a key between our look and our insert has committed by now.
  const late = created.filter(({ posting }) => !inserted.has(posting.id)).map(({ posting }) => posting)
  const overtaken = await lockPostings(tx, context.tenantId, late)
  return { results, overtaken: overtaken.values() }
}

async function replaceExisting(
  tx: Transaction,
  items: readonly UpsertItem[],
  existing: ReadonlyMap<string, Posting>,
  context: UpsertContext,
): Promise<{ results: Map<string, UpsertResult>; freed: readonly Change[] }> {
  const results = new Map<string, UpsertResult>()
  const changed: Upserted[] = []
  const confirmed: string[] = []
  const accepted = await readAccepted(
    tx,
    [...existing.values()].map(({ id }) => id),
  )
  for (const { draft, employerKind } of items) {
    const before = existing.get(keyOf(draft))
    if (!before) continue
    const isTaken = context.boundEmployer !== null && before.content.employerId !== context.boundEmployer
    if (isTaken) {
      results.set(keyOf(draft), { ok: false, reason: 'key_taken' })
      continue
    }
    const upserted = applyUpsert({ existing: before, draft, employerKind, accepted: accepted.get(before.id) ?? [], ...context })
    results.set(keyOf(draft), { ok: true, upserted })
    if (upserted.outcome === 'updated') changed.push(upserted)
    else if (context.now.getTime() - before.confirmedAt.getTime() >= dayMs) confirmed.push(before.id)
  }
  await noteConfirmed(tx, confirmed, context.now)
  const { kept, freed } = await keepChanges(tx, changed, context, context.now)
  for (const upserted of kept) results.set(keyOf(upserted.posting), { ok: true, upserted })
  return { results, freed }
}

/** `upsertPostings` for one. */
export async function upsertPosting(tx: Transaction, item: UpsertItem, context: UpsertContext): Promise<UpsertResult> {
  const [result] = await upsertPostings(tx, [item], context)
  return result!
}

/** A batch may stand behind another one that writes the same rows: that one takes seconds, so waiting beats refusing. */
export async function waitLongerForLocks(tx: Transaction): Promise<void> {
  await tx.execute(sql`set local lock_timeout = '15s'`)
}
