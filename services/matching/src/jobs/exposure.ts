import { exposuresPerEvent, type NewDomainEvent } from '@zhihe/contracts/event'
import type { Transaction } from '@zhihe/postgres/pool'
import { movesOf, type Seat, sumMoves } from '../domain/exposure.ts'
import { moveExposures } from '../store/exposure-store.ts'

export interface ListMove {
  header: { postingId: string }
  written: readonly Seat[]
  left: readonly Pick<Seat, 'jobseekerId'>[]
}

/**
 * Counts what changed lists mean for the people on them, and returns what is to be announced in the same transaction. `before` are the entries as they
 * were when the lists were locked. Call it last: it locks a row for each person, and two batches may meet in one person.
 */
export async function countExposure(
  tx: Transaction,
  changes: readonly ListMove[],
  before: ReadonlyMap<string, readonly Seat[]>,
): Promise<NewDomainEvent[]> {
  const moves = sumMoves(changes.flatMap((change) => movesOf(before.get(change.header.postingId) ?? [], change)))
  const people = await moveExposures(tx, moves)
  const events: NewDomainEvent[] = []
  for (let start = 0; start < people.length; start += exposuresPerEvent) {
    events.push({ type: 'exposure.changed', data: { people: people.slice(start, start + exposuresPerEvent) } })
  }
  return events
}
