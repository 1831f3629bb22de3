import type { Db, Transaction } from '@zhihe/postgres/pool'
import type { SQL } from 'drizzle-orm'

/** The rows of a statement whose shape is stated where it is written. */
export async function rowsOf<Row extends object>(db: Db | Transaction, statement: SQL): Promise<Row[]> {
  const { rows } = await db.execute<Record<string, unknown>>(statement)
  return rows as Row[]
}
