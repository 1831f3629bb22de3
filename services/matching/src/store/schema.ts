import { outboxTables } from '@zhihe/outbox/tables'
import { type SQL, sql } from 'drizzle-orm'

// The statements of this service move whole batches, so they are SQL over one JSON parameter; only the outbox and inbox are drizzle tables.
export const { outbox, inbox } = outboxTables('matching')

/** Where every process hears that something it tails has changed. */
export const changeChannel = 'matching_changed'

/** A column to be returned by what writes: it sends one wake-up when the transaction commits, however many rows there are. */
export const announceChange: SQL = sql`pg_notify(${changeChannel}, '')::text as told`

/** Rows as one parameter, to be read back with `jsonb_to_recordset`. */
export function asRows(rows: readonly object[]): SQL {
  return sql`${JSON.stringify(rows)}::jsonb`
}

export function asIds(ids: readonly string[]): SQL {
  return sql`${sql.param(ids)}::uuid[]`
}
