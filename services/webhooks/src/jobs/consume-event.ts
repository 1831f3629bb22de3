import { domainEvent } from '@zhihe/contracts/event'
import type { WebhookType } from '@zhihe/contracts/webhook-body'
import { firstTime } from '@zhihe/outbox/inbox'
import type { Db } from '@zhihe/postgres/pool'
import { UnrecoverableJobError } from '@zhihe/queue/policy'
import { type Draft, draftsOf, isDisclosure, isHeard } from '../domain/drafts.ts'
import { listenersOf } from '../store/listener-store.ts'
import { insertMessages } from '../store/message-store.ts'
import { inbox } from '../store/schema.ts'
import { eraseCandidate } from './erase-candidate.ts'
import { placeMessages } from './place-messages.ts'
import { spareErased } from './spare-erased.ts'

export interface ConsumeEventDeps {
  db: Db
  now: () => Date
}

const consumer = 'webhooks'

/** Turns an event into one message per endpoint and thing to say. An event that came before changes nothing. */
export function consumeEvent({ db, now }: ConsumeEventDeps): (job: { data: unknown }) => Promise<void> {
  return async ({ data }) => {
    const parsed = domainEvent.safeParse(data)
    if (!parsed.success) throw new UnrecoverableJobError('the job is no event of the contract')
    const event = parsed.data
    if (event.type === 'jobseeker.erased') {
      await db.transaction(async (tx) => await eraseCandidate(tx, event, { consumer, now: now() }))
      return
    }
    if (!isHeard(event)) return
    const outcome = draftsOf(event)
    if (!outcome.ok) throw new UnrecoverableJobError(`${outcome.reason}: ${outcome.type} of event ${event.id}`)
    await db.transaction(async (tx) => {
      if (!(await firstTime(tx, inbox, consumer, event.id))) return
      const { drafts, owed } = await spareErased(tx, outcome.drafts)
      const types = concerned(drafts)
      const listeners = types.length === 0 ? [] : await listenersOf(tx, { ...event.data, employerOnly: isDisclosure(event) }, types)
      if (listeners.length === 0) return
      const at = now()
      const rows = await placeMessages(tx, drafts, { listeners, now: at })
      await insertMessages(
        tx,
        rows.map((row) => ({ ...row, eventId: event.id, redactWhenSent: owed.has(row.dedupKey) })),
        at,
      )
    })
  }
}

/** Whose endpoints it concerns: an end also those that were to hear of the beginning and not of it. */
function concerned(drafts: readonly Draft[]): WebhookType[] {
  const types = new Set(drafts.map(({ type }) => type))
  if (types.has('disclosure.revoked')) types.add('disclosure.granted')
  if (types.has('match.withdrawn')) for (const type of ['match.proposed', 'match.updated'] as const) types.add(type)
  return [...types]
}
