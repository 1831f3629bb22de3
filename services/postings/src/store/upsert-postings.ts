import { appendToOutbox } from '@zhihe/outbox/append'
import type { Transaction } from '@zhihe/postgres/pool'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { sql } from 'drizzle-orm'
import { applyUpsert, type Posting, type PostingDraft, type Upserted } from '../domain/posting.ts'
import { keyOf, lockPostings } from './posting-store.ts'
import { insertPostings, updatePostings } from './save-postings.ts'
import { outbox } from './schema.ts'

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
}

export type UpsertResult = { ok: true; upserted: Upserted } | { ok: false; reason: 'key_taken' }

// Checking events against their contract takes the processor: other requests get their turn in between.
const eventsPerTurn = 500

/**
 * Creates, replaces or leaves each posting and announces what changed: the same few statements for one as for five thousand.
 * Expects distinct keys and employers that are locked. The results stand in the order of the items.
 */
export async function upsertPostings(tx: Transaction, items: readonly UpsertItem[], context: UpsertContext): Promise<UpsertResult[]> {
  const results = new Map<string, UpsertResult>()
  const inKeyOrder = items.toSorted((a, b) => (keyOf(a.draft) < keyOf(b.draft) ? -1 : 1))
  const existing = await lockPostings(
    tx,
    context.tenantId,
    inKeyOrder.map(({ draft }) => draft),
  )

  const isNew = ({ draft }: UpsertItem) => !existing.has(keyOf(draft))
  const created = inKeyOrder.filter(isNew).map((item) => decide(item, null))
  const inserted = await insertPostings(
    tx,
    created.map(({ posting }) => posting),
    context,
  )
  for (const upserted of created) {
    if (inserted.has(upserted.posting.id)) results.set(keyOf(upserted.posting), { ok: true, upserted })
  }
  // Whoever took a key between our look and our insert has committed by now.
  const overtaken = created.filter(({ posting }) => !inserted.has(posting.id)).map(({ posting }) => posting)
  for (const [key, posting] of await lockPostings(tx, context.tenantId, overtaken)) existing.set(key, posting)

  const updated: Posting[] = []
  for (const item of inKeyOrder) {
    const before = existing.get(keyOf(item.draft))
    if (!before) continue
    const result = replace(item, before)
    results.set(keyOf(item.draft), result)
    if (result.ok && result.upserted.outcome === 'updated') updated.push(result.upserted.posting)
  }
  await updatePostings(tx, updated, context)

  const ordered = items.map(({ draft }) => results.get(keyOf(draft))!)
  const events = ordered.flatMap((result) => (result.ok && result.upserted.event ? [result.upserted.event] : []))
  for (let at = 0; at < events.length; at += eventsPerTurn)
    await appendToOutbox(tx, outbox, events.slice(at, at + eventsPerTurn), context.now)
  return ordered

  function decide({ draft, employerKind }: UpsertItem, before: Posting | null): Upserted {
    return applyUpsert({ existing: before, draft, employerKind, now: context.now })
  }

  function replace(item: UpsertItem, before: Posting): UpsertResult {
    const { boundEmployer } = context
    if (boundEmployer !== null && before.content.employerId !== boundEmployer) return { ok: false, reason: 'key_taken' }
    return { ok: true, upserted: decide(item, before) }
  }
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
