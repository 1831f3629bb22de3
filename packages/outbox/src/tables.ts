import type { DomainEvent } from '@zhihe/contracts/event'
import { sql } from 'drizzle-orm'
import { bigint, customType, integer, jsonb, pgSchema, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core'

const xid8 = customType<{ data: string; driverData: string }>({ dataType: () => 'xid8' })

/**
 * The tables of `ddl.sql` in a service's own schema. Build them once per service, beside its other tables:
 * `export const { outbox, inbox } = outboxTables('postings')`.
 */
export function outboxTables(schema: string) {
  const house = pgSchema(schema)
  const outbox = house.table('outbox', {
    id: uuid('id').primaryKey(),
    seq: bigint('seq', { mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
    type: text('type').notNull(),
    payload: jsonb('payload').$type<DomainEvent>().notNull(),
    xid: xid8('xid').notNull().default(sql`pg_current_xact_id()`),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull().defaultNow(),
    claimedUntil: timestamp('claimed_until', { withTimezone: true }),
    claimedBy: text('claimed_by'),
    publishedAt: timestamp('published_at', { withTimezone: true }),
    attempts: integer('attempts').notNull().default(0),
    failedAt: timestamp('failed_at', { withTimezone: true }),
    error: text('error'),
    confirmedAt: timestamp('confirmed_at', { withTimezone: true }),
    resent: integer('resent').notNull().default(0),
  })
  const epochs = house.table('outbox_epochs', {
    consumer: text('consumer').primaryKey(),
    epoch: text('epoch').notNull(),
    lostBefore: timestamp('lost_before', { withTimezone: true }).notNull(),
  })
  const inbox = house.table(
    'inbox',
    {
      consumer: text('consumer').notNull(),
      eventId: uuid('event_id').notNull(),
      receivedAt: timestamp('received_at', { withTimezone: true }).notNull().defaultNow(),
    },
    (table) => [primaryKey({ columns: [table.consumer, table.eventId] })],
  )
  return { outbox, epochs, inbox }
}

export type OutboxTable = ReturnType<typeof outboxTables>['outbox']
export type EpochTable = ReturnType<typeof outboxTables>['epochs']
export type InboxTable = ReturnType<typeof outboxTables>['inbox']
