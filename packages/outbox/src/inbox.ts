import type { Transaction } from '@zhihe/postgres/pool'
import { and, eq, lt } from 'drizzle-orm'
import type { InboxTable } from './tables.ts'

/**
 * True when this consumer sees the event for the first time; then it is remembered if the transaction commits. A second transaction with the
 * same event waits for the first one to end.
 */
export async function firstTime(tx: Transaction, inbox: InboxTable, consumer: string, eventId: string): Promise<boolean> {
  return (await firstTimes(tx, inbox, consumer, [eventId])).has(eventId)
}

/** The same for many events in one statement: those that this consumer sees for the first time. */
export async function firstTimes(
  tx: Transaction,
  inbox: InboxTable,
  consumer: string,
  eventIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (eventIds.length === 0) return new Set()
  // In one order everywhere, so that two transactions with the same events wait for each other and never for ever.
  const rows = [...new Set(eventIds)].sort().map((eventId) => ({ consumer, eventId }))
  const inserted = await tx.insert(inbox).values(rows).onConflictDoNothing().returning({ eventId: inbox.eventId })
  return new Set(inserted.map(({ eventId }) => eventId))
}

/** Forgets a consumer's events older than `before`, and returns how many. Keep them longer than any job can wait or lie dead. */
export async function forgetEvents(tx: Transaction, inbox: InboxTable, consumer: string, before: Date): Promise<number> {
  const forgotten = await tx
    .delete(inbox)
    .where(and(eq(inbox.consumer, consumer), lt(inbox.eventId, firstIdAt(before))))
    .returning({ eventId: inbox.eventId })
  return forgotten.length
}

/** Event ids are UUIDv7: they begin with their time in milliseconds, so the primary key is also an index by time. */
function firstIdAt(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
