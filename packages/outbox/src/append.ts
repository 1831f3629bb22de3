import { type DomainEvent, domainEvent, type NewDomainEvent } from '@zhihe/contracts/event'
import type { Transaction } from '@zhihe/postgres/pool'
import { inSpan, traceparent } from '@zhihe/runtime/trace'
import { sql } from 'drizzle-orm'
import { getTableConfig } from 'drizzle-orm/pg-core'
import { v7 } from 'uuid'
import type { OutboxTable } from './tables.ts'

const rowsPerStatement = 1_000

/** The channel that an outbox's relay listens on. */
export function outboxChannel(schema: string): string {
  return `outbox_${schema}`
}

/** Events that relays leave alone for a while: a claim like theirs, which ends by itself should nobody end it (`releaseHeld`). */
export interface Hold {
  /** Who holds them; no relay's claim has such a name. */
  by: string
  /** Milliseconds, at most. */
  ms: number
}

export interface Announcement {
  events: readonly NewDomainEvent[]
  now: Date
  hold?: Hold | undefined
}

/**
 * Announces events in the caller's transaction: they are sent if it commits, and only then; with `hold` not before it ends. Gives each an id and
 * the time `now`, and returns them. Throws when an event does not fit its contract: that is a bug.
 */
export async function appendToOutbox(tx: Transaction, outbox: OutboxTable, { events, now, hold }: Announcement): Promise<DomainEvent[]> {
  if (events.length === 0) return []
  return await inSpan('outbox append', { kind: 'producer', facts: { 'zhihe.events': events.length } }, async () => {
    const appended = events.map((event) => identifyEvent(event, now))
    for (let start = 0; start < appended.length; start += rowsPerStatement) {
      await insertRows(tx, outbox, appended.slice(start, start + rowsPerStatement), hold)
    }
    return appended
  })
}

/** The event as an outbox keeps it, for whoever writes it in a statement of its own. Throws when it does not fit its contract: that is a bug. */
export function identifyEvent(event: NewDomainEvent, now: Date): DomainEvent {
  const trace = event.trace ?? traceparent()
  const said = { id: v7(), type: event.type, occurredAt: now.toISOString(), data: event.data }
  const parsed = domainEvent.safeParse(trace === undefined ? said : { ...said, trace })
  // The paths say what is wrong; the values may be about a person.
  if (!parsed.success) throw new Error(`an event ${event.type} does not fit its contract at ${pathsOf(parsed.error)}`)
  return parsed.data
}

// One parameter for all rows, and one text however many they are: the server plans it once. The wake-up comes along, as a statement of its own would
// be one more round trip in every transaction that says something; nobody is woken for what is held.
async function insertRows(tx: Transaction, outbox: OutboxTable, events: readonly DomainEvent[], hold: Hold | undefined): Promise<void> {
  const channel = outboxChannel(getTableConfig(outbox).schema ?? 'public')
  const rows = sql`json_to_recordset(${JSON.stringify(events.map((event) => ({ id: event.id, type: event.type, payload: event })))}::json)
    as event (id uuid, type text, payload jsonb)`
  if (hold === undefined) {
    await tx.execute(sql`
      insert into ${outbox} (id, type, payload)
      select id, type, payload from ${rows}, (select pg_notify(${channel}, '')) as told`)
    return
  }
  await tx.execute(sql`
    insert into ${outbox} (id, type, payload, claimed_by, claimed_until)
    select id, type, payload, ${hold.by}::text, clock_timestamp() + ${hold.ms} * interval '1 millisecond' from ${rows}`)
}

function pathsOf({ issues }: { issues: readonly { path: readonly PropertyKey[]; code?: string | undefined }[] }): string {
  return issues.map(({ path, code }) => `/${path.map(String).join('/')} (${code})`).join(', ')
}
