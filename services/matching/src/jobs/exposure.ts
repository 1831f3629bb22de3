import { exposuresPerEvent, type NewDomainEvent } from '@zhihe/contracts/event'
import { appendToOutbox } from '@zhihe/outbox/append'
import type { Transaction } from '@zhihe/postgres/pool'
import { movesOf, type Seat, sumMoves } from '../domain/exposure.ts'
import { moveExposures } from '../store/exposure-store.ts'
import { outbox } from '../store/schema.ts'

export interface ListMove {
  header: { postingId: string }
  written: readonly Seat[]
  left: readonly Pick<Seat, 'jobseekerId'>[]
}

/**
 * Counts what changed lists mean for the people on them, and announces their totals in the same transaction. `before` are the entries as they
 * were when the lists were locked. Call it last: it locks a row for each person, and two batches may meet in one person.
 */
export async function announceExposure(
  tx: Transaction,
  changes: readonly ListMove[],
  { before, at }: { before: ReadonlyMap<string, readonly Seat[]>; at: Date },
): Promise<void> {
  const moves = sumMoves(changes.flatMap((change) => movesOf(before.get(change.header.postingId) ?? [], change)))
  const people = await moveExposures(tx, moves)
  const events: NewDomainEvent[] = []
  for (let start = 0; start < people.length; start += exposuresPerEvent) {
    events.push({ type: 'exposure.changed', data: { people: people.slice(start, start + exposuresPerEvent) } })
  }
  await appendToOutbox(tx, outbox, events, at)
}
