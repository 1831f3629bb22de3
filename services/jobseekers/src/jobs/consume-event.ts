import { domainEvent } from '@zhihe/contracts/event'
import { firstTime } from '@zhihe/outbox/inbox'
import type { Db } from '@zhihe/postgres/pool'
import { UnrecoverableJobError } from '@zhihe/queue/policy'
import { saveExposures } from '../store/exposure-store.ts'
import { inbox } from '../store/schema.ts'

const consumer = 'jobseekers'

/** Keeps what matching says of how often people are recommended. An event that came before, or that is overtaken, changes nothing. */
export function consumeEvent({ db }: { db: Db }): (job: { data: unknown }) => Promise<void> {
  return async ({ data }) => {
    const parsed = domainEvent.safeParse(data)
    if (!parsed.success) throw new UnrecoverableJobError('the job is no event of the contract')
    const event = parsed.data
    if (event.type !== 'exposure.changed') return
    await db.transaction(async (tx) => {
      if (await firstTime(tx, inbox, consumer, event.id)) await saveExposures(tx, event.data.people, new Date(event.occurredAt))
    })
  }
}
