import { outboxTables } from '@zhihe/outbox/tables'
import { type SQL, sql } from 'drizzle-orm'

// The statements of this service move whole batches, so they are SQL over one JSON parameter; only the outbox and inbox are drizzle tables.
export const { outbox, inbox } = outboxTables('matching')

/** Where every process hears that something it tails has changed. */
export const changeChannel = 'matching_changed'

/** Sends one wake-up when the transaction commits, however often it is called. */
export const announceChange: SQL = sql`select pg_notify(${changeChannel}, '')`

/** Rows as one parameter, to be read back with `jsonb_to_recordset`. */
export function asRows(rows: readonly object[]): SQL {
  return sql`${JSON.stringify(rows)}::jsonb`
}

export function asIds(ids: readonly string[]): SQL {
  return sql`${sql.param(ids)}::uuid[]`
}
