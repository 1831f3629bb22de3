import type { DomainEvent } from '@zhihe/contracts/event'
import { type WebhookType, webhookBodies } from '@zhihe/contracts/webhook-body'

/** One message before it has an endpoint. */
export interface Draft {
  type: WebhookType
  /** null: it is about no posting. */
  postingId: string | null
  seq: number | null
  matchId: string | null
  /** Who must consent when it is sent, to matching or, with a grant, to that; null: nobody need. */
  jobseekerId: string | null
  /** The disclosure it tells of. */
  grantId: string | null
  /** Who is held back goes out from the highest. */
  priority: number
  /** Tells the messages of one event apart. */
  dedupKey: string
  /** The exact bytes that will be signed and sent. */
  body: string
}

export type Drafts = { ok: true; drafts: Draft[] } | { ok: false; reason: 'invalid_body' | 'body_too_large'; type: WebhookType }

export type HeardEvent = Extract<DomainEvent, { type: WebhookType | 'shortlist.changed' }>
type PostingEvent = Extract<HeardEvent, { type: `posting.${string}` }>
type ShortlistEvent = Extract<HeardEvent, { type: 'shortlist.changed' }>
type ImportEvent = Extract<HeardEvent, { type: 'import.finished' }>
type DisclosureEvent = Extract<HeardEvent, { type: `disclosure.${string}` }>
type Outline = Omit<Draft, 'body'> & { data: Record<string, unknown> }

const bodyLimitBytes = 20_000
const aboutNobody = { matchId: null, jobseekerId: null, grantId: null, priority: 0 }

export function isHeard(event: DomainEvent): event is HeardEvent {
  return event.type === 'shortlist.changed' || event.type in webhookBodies
}

/** What a person lets one employer read: nobody else hears of it. */
export function isDisclosure({ type }: HeardEvent): boolean {
  return type.startsWith('disclosure.')
}

/** What an event says to endpoints. An event that our own contract does not allow on the wire is refused as a whole. */
export function draftsOf(event: HeardEvent): Drafts {
  const drafts: Draft[] = []
  for (const outline of outlinesOf(event)) {
    const draft = toDraft(outline, event.occurredAt)
    if (typeof draft === 'string') return { ok: false, reason: draft, type: outline.type }
    drafts.push(draft)
  }
  return { ok: true, drafts }
}

export interface Disabled {
  endpointId: string
  reason: 'gone' | 'failing'
  /** In a row. */
  failures: number
  at: Date
}

/** What the owner of an endpoint is told when it is not sent to any more. */
export function disabledDraft({ endpointId, reason, failures, at }: Disabled): Draft {
  const data = { endpointId, reason, failures, href: `/v1/webhook-endpoints/${endpointId}` }
  const type = 'endpoint.disabled'
  const draft = toDraft({ ...aboutNobody, type, postingId: null, seq: null, dedupKey: type, data }, at.toISOString())
  if (typeof draft === 'string') throw new Error(`${draft}: ${type} of endpoint ${endpointId}`)
  return draft
}

function toDraft({ data, ...rest }: Outline, timestamp: string): Draft | 'invalid_body' | 'body_too_large' {
  const parsed = webhookBodies[rest.type].safeParse({ type: rest.type, timestamp, data })
  if (!parsed.success) return 'invalid_body'
  const body = JSON.stringify(parsed.data)
  return Buffer.byteLength(body) < bodyLimitBytes ? { ...rest, body } : 'body_too_large'
}

function outlinesOf(event: HeardEvent): Outline[] {
  switch (event.type) {
    case 'shortlist.changed':
      return shortlistOutlines(event)
    case 'import.finished':
      return [importOutline(event)]
    case 'disclosure.granted':
    case 'disclosure.revoked':
      return [disclosureOutline(event)]
    default:
      return [postingOutline(event)]
  }
}

function postingOutline(event: PostingEvent): Outline {
  const { type, data } = event
  const { postingId, employerId, source, externalId, title, version, reasonCode } = data
  const status = type.slice('posting.'.length)
  const common = { postingId, employerId, source, externalId, title, status, reasonCode, seq: version, href: `/v1/postings/${postingId}` }
  return { ...aboutNobody, type, postingId, seq: version, dedupKey: type, data: { ...common, ...moreOf(event) } }
}

function moreOf(event: PostingEvent): Record<string, unknown> {
  switch (event.type) {
    case 'posting.needs_info':
      return { missing: event.data.missing }
    case 'posting.blocked':
      return { rules: event.data.rules }
    case 'posting.merged':
      return { canonicalId: event.data.canonicalId }
    case 'posting.published':
    case 'posting.closed':
      return {}
  }
}

function importOutline({ type, data }: ImportEvent): Outline {
  const { tenantId: _, ...told } = data
  return { ...aboutNobody, type, postingId: null, seq: null, dedupKey: type, data: { ...told, href: `/v1/imports/${data.importId}` } }
}

function disclosureOutline(event: DisclosureEvent): Outline {
  const { type, data } = event
  const { grantId, receipt, candidateRef } = data
  const about = { ...aboutNobody, type, grantId, postingId: null, seq: null, dedupKey: type }
  const common = { receipt, candidateRef, href: `/v1/disclosures/${receipt}` }
  // That it stands is said only while it does; that it is over, without asking, as of a match.
  if (event.type === 'disclosure.revoked') return { ...about, data: { ...common, reason: event.data.reason } }
  const { jobseekerId, fields, expiresAt } = event.data
  return { ...about, jobseekerId, data: { ...common, fields, expiresAt } }
}

function shortlistOutlines({ data }: ShortlistEvent): Outline[] {
  const { postingId, seq } = data
  const outline = (type: WebhookType, { matchId, ...told }: { matchId: string } & Record<string, unknown>): Outline => ({
    ...aboutNobody,
    type,
    postingId,
    seq,
    matchId,
    dedupKey: `${type}:${matchId}`,
    data: { matchId, ...told, postingId, seq, href: `/v1/matches/${matchId}` },
  })
  // Whoever left is told of without asking her: that she is not to be thought of any more must be heard, above all when she has just said no.
  return [
    ...data.withdrawn.map((match) => outline('match.withdrawn', match)),
    ...data.updated.map(({ jobseekerId, score, ...match }) => ({ ...outline('match.updated', match), jobseekerId, priority: score })),
    ...data.proposed.map(({ jobseekerId, score, ...match }) => ({ ...outline('match.proposed', match), jobseekerId, priority: score })),
  ]
}
