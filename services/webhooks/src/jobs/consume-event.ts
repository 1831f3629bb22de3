import { domainEvent } from '@zhihe/contracts/event'
import { firstTime } from '@zhihe/outbox/inbox'
import type { Db } from '@zhihe/postgres/pool'
import { UnrecoverableJobError } from '@zhihe/queue/policy'
import { v7 as uuidv7 } from 'uuid'
import { draftsOf, isHeard } from '../domain/drafts.ts'
import { listenersOf } from '../store/endpoint-store.ts'
import { insertMessages } from '../store/message-store.ts'
import { inbox } from '../store/schema.ts'

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
    if (!isHeard(event)) return
    const outcome = draftsOf(event)
    if (!outcome.ok) throw new UnrecoverableJobError(`${outcome.reason}: ${outcome.type} of event ${event.id}`)
    const { drafts } = outcome

    await db.transaction(async (tx) => {
      if (!(await firstTime(tx, inbox, consumer, event.id))) return
      const types = [...new Set(drafts.map(({ type }) => type))]
      const listeners = types.length === 0 ? [] : await listenersOf(tx, event.data, types)
      const rows = listeners.flatMap(({ id: endpointId, tenantId, employerId, events }) =>
        drafts
          .filter(({ type }) => events.includes(type))
          .map((draft) => ({ ...draft, id: newMessageId(), endpointId, tenantId, employerId, eventId: event.id })),
      )
      await insertMessages(tx, rows, now())
    })
  }
}

/** Never a dot: it separates the parts of what is signed. */
function newMessageId(): string {
  return `msg_${uuidv7().replaceAll('-', '')}`
}
