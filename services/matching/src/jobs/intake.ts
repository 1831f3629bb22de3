import type { DomainEvent } from '@zhihe/contracts/event'
import { type Db, isUnreachable } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import type { Claim } from '../store/copies-store.ts'
import type { Mark } from '../store/due-store.ts'
import { keepEvent, keepEvents } from './keep-event.ts'

/** Keeps an event; see `keepEvent`. */
export type Intake = (event: DomainEvent) => Promise<Mark | null>

interface Waiting {
  event: DomainEvent
  kept: PromiseWithResolvers<Mark | null>
}

const eventsPerTransaction = 200

/** Keeps events in the order in which they come, those that come while others are being kept in one transaction. */
export function createIntake(db: Db, claim: Claim): Intake {
  const waiting: Waiting[] = []
  let isRunning = false

  async function run(): Promise<void> {
    // Whoever comes in this turn of the event loop shares the first transaction.
    await Promise.resolve()
    while (waiting.length > 0) await keepTogether(waiting.splice(0, eventsPerTransaction))
    isRunning = false
  }

  async function keepTogether(batch: readonly Waiting[]): Promise<void> {
    try {
      const marks = await keepEvents(
        db,
        batch.map(({ event }) => event),
        claim,
      )
      failpoint('copies.committed')
      for (const [place, { kept }] of batch.entries()) kept.resolve(marks[place] ?? null)
    } catch (error) {
      if (batch.length === 1 || isUnreachable(error)) for (const { kept } of batch) kept.reject(error)
      else await keepApart(batch)
    }
  }

  // One that cannot be kept does not take the others with it.
  async function keepApart(batch: readonly Waiting[]): Promise<void> {
    for (const { event, kept } of batch) await keepEvent(db, event, claim).then(kept.resolve, kept.reject)
  }

  return (event) => {
    const kept = Promise.withResolvers<Mark | null>()
    waiting.push({ event, kept })
    if (!isRunning) {
      isRunning = true
      void run()
    }
    return kept.promise
  }
}
