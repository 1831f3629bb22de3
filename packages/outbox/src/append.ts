import { type DomainEvent, domainEvent, type NewDomainEvent } from '@zhihe/contracts/event'
import type { Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { getTableConfig } from 'drizzle-orm/pg-core'
import { v7 } from 'uuid'
import type { OutboxTable } from './tables.ts'

const rowsPerStatement = 1_000

/** The channel that an outbox's relay listens on. */
export function outboxChannel(schema: string): string {
  return `outbox_${schema}`
}

/**
 * Announces events in the caller's transaction: they are sent if it commits, and only then. Gives each an id and the time `now`, and returns
 * them. PostgreSQL folds the wake-ups of one transaction into one. Throws when an event does not fit its contract: that is a bug.
 */
export async function appendToOutbox(
  tx: Transaction,
  outbox: OutboxTable,
  events: readonly NewDomainEvent[],
  now: Date,
): Promise<DomainEvent[]> {
  if (events.length === 0) return []
  const channel = outboxChannel(getTableConfig(outbox).schema ?? 'public')
  const appended = events.map((event) => identifyEvent(event, now))
  for (let start = 0; start < appended.length; start += rowsPerStatement) {
    const rows = appended.slice(start, start + rowsPerStatement).map((event) => ({ id: event.id, type: event.type, payload: event }))
    // The wake-up comes along: a statement of its own would be one more round trip in every transaction that says something.
    await tx
      .insert(outbox)
      .values(rows)
      .returning({ told: sql`pg_notify(${channel}, '')::text` })
  }
  return appended
}

/** The event as an outbox keeps it, for whoever writes it in a statement of its own. Throws when it does not fit its contract: that is a bug. */
export function identifyEvent(event: NewDomainEvent, now: Date): DomainEvent {
  const parsed = domainEvent.safeParse({ id: v7(), type: event.type, occurredAt: now.toISOString(), data: event.data })
  // The paths say what is wrong; the values may be about a person.
  if (!parsed.success) throw new Error(`an event ${event.type} does not fit its contract at ${pathsOf(parsed.error)}`)
  return parsed.data
}

function pathsOf({ issues }: { issues: readonly { path: readonly PropertyKey[]; code?: string | undefined }[] }): string {
  return issues.map(({ path, code }) => `/${path.map(String).join('/')} (${code})`).join(', ')
}
