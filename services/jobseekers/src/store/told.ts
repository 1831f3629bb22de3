import type { DomainEvent } from '@zhihe/contracts/event'
import { outboxChannel } from '@zhihe/outbox/append'
import { type SQL, sql } from 'drizzle-orm'
import { schemaName } from './schema.ts'

/**
 * The part of a statement that announces an event, and wakes the relay, with the change that the same statement makes. `onlyIf` names a part
 * that returns a row when there is something to announce.
 */
export function told(event: DomainEvent, onlyIf: SQL = sql`(values (true)) as always`): SQL {
  return sql`told as (
    insert into jobseekers.outbox (id, type, payload)
    select ${event.id}::uuid, ${event.type}::text, ${JSON.stringify(event)}::jsonb from ${onlyIf}
    returning pg_notify(${outboxChannel(schemaName)}, ''))`
}
