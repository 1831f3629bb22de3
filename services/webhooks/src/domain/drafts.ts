import type { DomainEvent } from '@zhihe/contracts/event'
import { type WebhookType, webhookBodies } from '@zhihe/contracts/webhook'

/** One message before it has an endpoint. */
export interface Draft {
  type: WebhookType
  postingId: string
  seq: number
  /** Tells the messages of one event apart. */
  dedupKey: string
  /** The exact bytes that will be signed and sent. */
  body: string
}

export type Drafts = { ok: true; drafts: Draft[] } | { ok: false; reason: 'invalid_body' | 'body_too_large'; type: WebhookType }

type HeardEvent = Extract<DomainEvent, { type: Extract<WebhookType, `posting.${string}`> | 'shortlist.changed' }>
type PostingEvent = Exclude<HeardEvent, { type: 'shortlist.changed' }>
type ShortlistEvent = Extract<HeardEvent, { type: 'shortlist.changed' }>
type Outline = Omit<Draft, 'body'> & { data: Record<string, unknown> }

const bodyLimitBytes = 20_000

export function isHeard(event: DomainEvent): event is HeardEvent {
  return event.type === 'shortlist.changed' || event.type in webhookBodies
}

/** What an event says to endpoints. An event that our own contract does not allow on the wire is refused as a whole. */
export function draftsOf(event: HeardEvent): Drafts {
  const outlines = event.type === 'shortlist.changed' ? shortlistOutlines(event) : [postingOutline(event)]
  const drafts: Draft[] = []
  for (const { data, ...rest } of outlines) {
    const parsed = webhookBodies[rest.type].safeParse({ type: rest.type, timestamp: event.occurredAt, data })
    if (!parsed.success) return { ok: false, reason: 'invalid_body', type: rest.type }
    const body = JSON.stringify(parsed.data)
    if (Buffer.byteLength(body) >= bodyLimitBytes) return { ok: false, reason: 'body_too_large', type: rest.type }
    drafts.push({ ...rest, body })
  }
  return { ok: true, drafts }
}

function postingOutline(event: PostingEvent): Outline {
  const { type, data } = event
  const { postingId, employerId, source, externalId, title, version, reasonCode } = data
  const status = type.slice('posting.'.length)
  const common = { postingId, employerId, source, externalId, title, status, reasonCode, seq: version, href: `/v1/postings/${postingId}` }
  return {
    type,
    postingId,
    seq: version,
    dedupKey: type,
    data: { ...common, ...moreOf(event) },
  }
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

function shortlistOutlines({ data }: ShortlistEvent): Outline[] {
  const { postingId, seq } = data
  const outline = (type: WebhookType, match: { matchId: string }): Outline => ({
    type,
    postingId,
    seq,
    dedupKey: `${type}:${match.matchId}`,
    data: { ...match, postingId, seq, href: `/v1/matches/${match.matchId}` },
  })
  return [
    ...data.withdrawn.map((match) => outline('match.withdrawn', match)),
    ...data.proposed.map((match) => outline('match.proposed', match)),
  ]
}
