import { domainEvent } from '@zhihe/contracts/event'
import type { WebhookType } from '@zhihe/contracts/webhook-body'
import { firstTime } from '@zhihe/outbox/inbox'
import type { Db } from '@zhihe/postgres/pool'
import { UnrecoverableJobError } from '@zhihe/queue/policy'
import { inSpan } from '@zhihe/runtime/trace'
import { type Draft, draftsOf, type HeardEvent, isDisclosure, isHeard } from '../domain/drafts.ts'
import { listenersOf } from '../store/listener-store.ts'
import { takeTurn } from '../store/match-store.ts'
import { messageIdOf } from '../store/message-id.ts'
import { insertMessages } from '../store/message-store.ts'
import { inbox } from '../store/schema.ts'
import { eraseCandidate } from './erase-candidate.ts'
import { placeMessages } from './place-messages.ts'
import { spareErased } from './spare-erased.ts'

export interface ConsumeEventDeps {
  db: Db
  now: () => Date
  /** Told when nothing more of a disclosure goes out that was taken back: milliseconds since that was said. */
  onConsentStopped?: (ms: number) => void
}

const consumer = 'webhooks'

/** Turns an event into one message per endpoint and thing to say. An event that came before changes nothing. */
export function consumeEvent({ db, now, onConsentStopped }: ConsumeEventDeps): (job: { data: unknown }) => Promise<void> {
  return async ({ data }) => {
    const parsed = domainEvent.safeParse(data)
    if (!parsed.success) throw new UnrecoverableJobError('the job is no event of the contract')
    const event = parsed.data
    const facts = { 'zhihe.event.type': event.type, 'zhihe.consumer': consumer }
    await inSpan('webhooks consume', { kind: 'consumer', parent: event.trace, facts }, async ({ traceparent: trace }) => {
      if (event.type === 'jobseeker.erased') await db.transaction(async (tx) => await eraseCandidate(tx, event, { consumer, now: now() }))
      else if (isHeard(event)) await say(event, { db, now, trace })
      // What nobody is told of has arrived all the same, or it would be sent again as lost.
      else await db.transaction(async (tx) => void (await firstTime(tx, inbox, consumer, event.id)))
    })
    if (event.type === 'disclosure.revoked') onConsentStopped?.(Math.max(0, now().getTime() - Date.parse(event.occurredAt)))
  }
}

async function say(
  event: HeardEvent,
  { db, now, trace = null }: Pick<ConsumeEventDeps, 'db' | 'now'> & { trace: string | null | undefined },
): Promise<void> {
  const outcome = draftsOf(event)
  if (!outcome.ok) throw new UnrecoverableJobError(`${outcome.reason}: ${outcome.type} of event ${event.id}`)
  await db.transaction(async (tx) => {
    if (!(await firstTime(tx, inbox, consumer, event.id))) return
    const subject = subjectOf(outcome.drafts)
    if (subject !== null) await takeTurn(tx, subject)
    const { drafts, owed } = await spareErased(tx, outcome.drafts)
    const types = concerned(drafts)
    const listeners = types.length === 0 ? [] : await listenersOf(tx, { ...event.data, employerOnly: isDisclosure(event) }, types)
    if (listeners.length === 0) return
    const at = now()
    const rows = await placeMessages(tx, drafts, { listeners, now: at })
    await insertMessages(
      tx,
      rows.map((row) => ({
        ...row,
        id: messageIdOf({ ...row, eventId: event.id }),
        eventId: event.id,
        redactWhenSent: owed.has(row.dedupKey),
        trace,
      })),
      at,
    )
  })
}

/** Of what can be taken back: the list or the disclosure that all of an event is about. */
function subjectOf(drafts: readonly Draft[]): string | null {
  const about = drafts.find(({ matchId, grantId }) => matchId !== null || grantId !== null)
  return about?.grantId ?? about?.postingId ?? null
}

/** Whose endpoints it concerns: an end also those that were to hear of the beginning and not of it. */
function concerned(drafts: readonly Draft[]): WebhookType[] {
  const types = new Set(drafts.map(({ type }) => type))
  if (types.has('disclosure.revoked')) types.add('disclosure.granted')
  if (types.has('match.withdrawn')) for (const type of ['match.proposed', 'match.updated'] as const) types.add(type)
  return [...types]
}
