import { isDeepStrictEqual } from 'node:util'
import type { NewDomainEvent } from '@zhihe/contracts/event'
import type { closeReasons, PostingContent } from '@zhihe/contracts/posting'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { assess, isComplete, questionsAbout } from './assess.ts'
import { toFacts } from './facts.ts'

export type PostingStatus = 'needs_info' | 'published' | 'closed'
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
}

export interface Upserted {
  outcome: 'created' | 'updated' | 'unchanged'
  posting: Posting
  event: NewDomainEvent | null
}

export type Closed = { ok: true; posting: Posting; event: NewDomainEvent } | { ok: false; reason: 'not_open' }

/** Creates, replaces or leaves a posting; a closed one is opened again by it. */
export function applyUpsert({ existing, draft, employerKind, now }: Upsert): Upserted {
  const { status, reasonCode } = assess(draft.content, now)
  if (!existing) {
    const created: Posting = { ...draft, status, reasonCode, version: 1, createdAt: now, updatedAt: now }
    return { outcome: 'created', posting: created, event: announcement(null, created, employerKind) }
  }
  if (existing.status === status && isDeepStrictEqual(existing.content, draft.content)) {
    return { outcome: 'unchanged', posting: existing, event: null }
  }
  const updated: Posting = {
    ...existing,
    content: draft.content,
    status,
    reasonCode,
    version: existing.version + 1,
    updatedAt: laterOf(existing.updatedAt, now),
  }
  return { outcome: 'updated', posting: updated, event: announcement(existing, updated, employerKind) }
}

export function closePosting(posting: Posting, reason: CloseReason, now: Date): Closed {
  if (posting.status === 'closed') return { ok: false, reason: 'not_open' }

  const reasonCode = reason === 'expired' ? 'expired' : `closed_${reason}`
  const closed: Posting = {
    ...posting,
    status: 'closed',
    reasonCode,
    version: posting.version + 1,
    updatedAt: laterOf(posting.updatedAt, now),
  }
  return { ok: true, posting: closed, event: closedEvent(closed) }
}

/** The same posting of an employer whose kind changed: its facts are new, so it has a new version and is told again. */
export function reannounce(posting: Posting, employerKind: EmployerKind, now: Date): { posting: Posting; event: NewDomainEvent | null } {
  const bumped: Posting = { ...posting, version: posting.version + 1, updatedAt: laterOf(posting.updatedAt, now) }
  return { posting: bumped, event: updatedEvent(bumped, employerKind) }
}

function announcement(before: Posting | null, after: Posting, employerKind: EmployerKind): NewDomainEvent | null {
  switch (after.status) {
    case 'published':
      if (before?.status !== 'published') return publishedEvent(after, employerKind)
      return factsDiffer(before, after, employerKind) ? updatedEvent(after, employerKind) : null
    case 'needs_info':
      return before?.status === 'needs_info' && isDeepStrictEqual(missingIn(before), missingIn(after)) ? null : needsInfoEvent(after)
    case 'closed':
      return before?.status === 'closed' ? null : closedEvent(after)
  }
}

// Whose posting it is decides who may see its matches, so a change of employer counts although it is no fact.
function factsDiffer(before: Posting, after: Posting, employerKind: EmployerKind): boolean {
  if (before.content.employerId !== after.content.employerId) return true
  if (!isComplete(before.content) || !isComplete(after.content)) return true
  const { version } = after
  return !isDeepStrictEqual(
    toFacts({ id: after.id, version, content: before.content }, employerKind),
    toFacts({ id: after.id, version, content: after.content }, employerKind),
  )
}

function publishedEvent(posting: Posting, employerKind: EmployerKind): NewDomainEvent | null {
  const { content, reasonCode } = posting
  if (!isComplete(content)) return null
  return { type: 'posting.published', data: { ...identityOf(posting), reasonCode, facts: toFacts({ ...posting, content }, employerKind) } }
}

function updatedEvent(posting: Posting, employerKind: EmployerKind): NewDomainEvent | null {
  const { content } = posting
  if (!isComplete(content)) return null
  return { type: 'posting.updated', data: { ...identityOf(posting), facts: toFacts({ ...posting, content }, employerKind) } }
}

function needsInfoEvent(posting: Posting): NewDomainEvent {
  return { type: 'posting.needs_info', data: { ...identityOf(posting), reasonCode: posting.reasonCode, missing: missingIn(posting) } }
}

function closedEvent(posting: Posting): NewDomainEvent {
  return { type: 'posting.closed', data: { ...identityOf(posting), reasonCode: posting.reasonCode } }
}

function missingIn({ content }: Posting): string[] {
  return questionsAbout(content).map(({ code }) => code)
}

function identityOf({ id, tenantId, source, externalId, version, content }: Posting) {
  return { postingId: id, tenantId, employerId: content.employerId, source, externalId, title: content.title, version }
}

// The clock is read before the lock is had, and lists are walked by this time: a change never moves a posting back.
function laterOf(one: Date, other: Date): Date {
  return one > other ? one : other
}
