import { isDeepStrictEqual } from 'node:util'
import type { NewDomainEvent } from '@zhihe/contracts/event'
import type { PostingFinding } from '@zhihe/contracts/finding-fields'
import type { closeReasons, PostingContent } from '@zhihe/contracts/posting'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { announcementOf, updatedEvent } from './announcement.ts'
import { assess } from './assess.ts'
import type { Duplicate, Likeness } from './duplicates.ts'
import { carryOver, lintContent } from './lint-content.ts'
import { type AcceptedWords, acceptAgain } from './settle-finding.ts'

const onItsOwn = { canonicalId: null, likeness: null }

export type PostingStatus = 'needs_info' | 'blocked' | 'published' | 'closed' | 'merged'
export type CloseReason = (typeof closeReasons)[number]

/** Who wrote a posting and how the writer calls it. */
export interface PostingKey {
  source: string
  externalId: string
}

export interface Posting extends PostingKey {
  id: string
  tenantId: string
  status: PostingStatus
  reasonCode: string
  content: PostingContent
  findings: PostingFinding[]
  /** Of a merged posting: the one it is a copy of. */
  canonicalId: string | null
  /** Of a merged posting: how like the two are. */
  likeness: Likeness | null
  confirmedAt: Date
  version: number
  createdAt: Date
  updatedAt: Date
}

/** A content on its way in; `id` is used when the posting is new. */
export type PostingDraft = Pick<Posting, 'id' | 'tenantId' | 'source' | 'externalId' | 'content'>

export interface Upsert {
  existing: Posting | null
  draft: PostingDraft
  employerKind: EmployerKind
  now: Date
  newId: () => string
  /** What was accepted before of this posting: whoever sends the same words again has them changed again. */
  accepted?: readonly AcceptedWords[]
}

/** A posting before and after a change, and what the world is told of it. */
export interface Change {
  before: Posting | null
  posting: Posting
  event: NewDomainEvent | null
}

export interface Upserted extends Change {
  outcome: 'created' | 'updated' | 'unchanged'
}

export type Closed = { ok: true; posting: Posting; event: NewDomainEvent | null } | { ok: false; reason: 'not_open' }

export interface ChangeContext {
  employerKind: EmployerKind
  now: Date
}

/** Creates, replaces or leaves a posting; a closed one is opened again by it. A copy of another one stays behind it as long as its content stays. */
export function applyUpsert({ existing, draft: given, employerKind, now, newId, accepted = [] }: Upsert): Upserted {
  const draft = { ...given, content: acceptAgain(given.content, accepted, { employerKind, now }) }
  const isSame = existing !== null && isDeepStrictEqual(existing.content, draft.content)
  const findings = isSame ? existing.findings : carryOver(lintContent(draft.content, { employerKind, now }), draft.content, existing, newId)
  const { status, reasonCode } = assess(draft.content, { now, findings, confirmedAt: now })
  if (!existing) {
    const fresh = { version: 1, createdAt: now, updatedAt: now, confirmedAt: now, ...onItsOwn }
    const created: Posting = { ...draft, status, reasonCode, findings, ...fresh }
    return { outcome: 'created', before: null, posting: created, event: announcementOf(null, created, employerKind) }
  }
  const staysBehind = isSame && existing.status === 'merged' && status === 'published'
  if (isSame && (staysBehind || existing.status === status))
    return { outcome: 'unchanged', before: existing, posting: existing, event: null }
  const updated = changed(existing, { content: draft.content, findings, status, reasonCode, confirmedAt: now, ...onItsOwn }, now)
  return { outcome: 'updated', before: existing, posting: updated, event: announcementOf(existing, updated, employerKind) }
}

export function closePosting(posting: Posting, reason: CloseReason, now: Date): Closed {
  if (posting.status === 'closed') return { ok: false, reason: 'not_open' }
  const reasonCode = reason === 'expired' ? 'expired' : `closed_${reason}`
  const closed = changed(posting, { status: 'closed', reasonCode, ...onItsOwn }, now)
  return { ok: true, posting: closed, event: announcementOf(posting, closed, 'other') }
}

/** Looks at the posting anew: after a decision on a finding, a confirmation, or when the one it stood behind is gone. Null when nothing changes. */
export function reassess(
  before: Posting,
  change: Partial<Pick<Posting, 'findings' | 'confirmedAt' | 'canonicalId'>>,
  { employerKind, now }: ChangeContext,
): Change | null {
  if (before.status === 'closed') return null
  const { findings = before.findings, confirmedAt = before.confirmedAt, canonicalId = null } = change
  const likeness = canonicalId === null ? null : before.likeness
  const { status, reasonCode } = assess(before.content, { now, findings, confirmedAt })
  const posting = changed(before, { findings, confirmedAt, canonicalId, likeness, status, reasonCode }, now)
  const { version: _, updatedAt: __, ...same } = posting
  const { version: ___, updatedAt: ____, ...was } = before
  return isDeepStrictEqual(same, was) ? null : { before, posting, event: announcementOf(before, posting, employerKind) }
}

/** Puts a posting that would be published behind the one it is a copy of. */
export function mergeInto({ before, posting }: Change, { canonicalId, ...likeness }: Duplicate): Change {
  const merged: Posting = { ...posting, status: 'merged', reasonCode: 'duplicate', canonicalId, likeness }
  return { before, posting: merged, event: announcementOf(before, merged, 'other') }
}

/** The same posting of an employer whose kind changed: its facts are new, so it has a new version and is told again. */
export function reannounce(posting: Posting, employerKind: EmployerKind, now: Date): { posting: Posting; event: NewDomainEvent | null } {
  const bumped = changed(posting, {}, now)
  return { posting: bumped, event: updatedEvent(bumped, employerKind) }
}

function changed(posting: Posting, change: Partial<Posting>, now: Date): Posting {
  return { ...posting, ...change, version: posting.version + 1, updatedAt: laterOf(posting.updatedAt, now) }
}

// The clock is read before the lock is had, and lists are walked by this time: a change never moves a posting back.
function laterOf(one: Date, other: Date): Date {
  return one > other ? one : other
}
