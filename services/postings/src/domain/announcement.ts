import { isDeepStrictEqual } from 'node:util'
import type { NewDomainEvent } from '@zhihe/contracts/event'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import { isComplete, questionsAbout } from './assess.ts'
import { toFacts } from './facts.ts'
import { blocks } from './lint-content.ts'
import type { Posting } from './posting.ts'

/** What the world is told of a change; null when it is nobody's business. */
export function announcementOf(before: Posting | null, after: Posting, employerKind: EmployerKind): NewDomainEvent | null {
  switch (after.status) {
    case 'published':
      if (before?.status !== 'published') return publishedEvent(after, employerKind)
      return factsDiffer(before, after, employerKind) ? updatedEvent(after, employerKind) : null
    case 'needs_info':
      return isToldAlready(before, after, missingIn) ? null : needsInfoEvent(after)
    case 'blocked':
      return isToldAlready(before, after, rulesIn) ? null : blockedEvent(after)
    case 'merged':
      return before?.status === 'merged' && before.canonicalId === after.canonicalId ? null : mergedEvent(after)
    case 'closed':
      return before?.status === 'closed' ? null : closedEvent(after)
  }
}

export function updatedEvent(posting: Posting, employerKind: EmployerKind): NewDomainEvent | null {
  const { content } = posting
  if (!isComplete(content)) return null
  return { type: 'posting.updated', data: { ...identityOf(posting), facts: toFacts({ ...posting, content }, employerKind) } }
}

function isToldAlready(before: Posting | null, after: Posting, of: (posting: Posting) => string[]): boolean {
  return before?.status === after.status && before.reasonCode === after.reasonCode && isDeepStrictEqual(of(before), of(after))
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

function needsInfoEvent(posting: Posting): NewDomainEvent {
  return { type: 'posting.needs_info', data: { ...identityOf(posting), reasonCode: posting.reasonCode, missing: missingIn(posting) } }
}

function blockedEvent(posting: Posting): NewDomainEvent {
  return { type: 'posting.blocked', data: { ...identityOf(posting), reasonCode: posting.reasonCode, rules: rulesIn(posting) } }
}

function mergedEvent(posting: Posting): NewDomainEvent | null {
  const { canonicalId, reasonCode } = posting
  return canonicalId === null ? null : { type: 'posting.merged', data: { ...identityOf(posting), reasonCode, canonicalId } }
}

function closedEvent(posting: Posting): NewDomainEvent {
  return { type: 'posting.closed', data: { ...identityOf(posting), reasonCode: posting.reasonCode } }
}

function missingIn({ content }: Posting): string[] {
  return questionsAbout(content).map(({ code }) => code)
}

function rulesIn({ findings }: Posting): string[] {
  return [...new Set(findings.filter(blocks).map(({ ruleId }) => ruleId))].toSorted()
}

function identityOf({ id, tenantId, source, externalId, version, content }: Posting) {
  return { postingId: id, tenantId, employerId: content.employerId, source, externalId, title: content.title, version }
}
