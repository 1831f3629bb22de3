import type { Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { getTableConfig } from 'drizzle-orm/pg-core'
import { outboxChannel } from './append.ts'
import type { OutboxTable } from './tables.ts'

/** Lets relays have what is still held by this name, once the transaction commits. */
export async function releaseHeld(tx: Transaction, outbox: OutboxTable, by: string): Promise<void> {
  const channel = outboxChannel(getTableConfig(outbox).schema ?? 'public')
  await tx.execute(sql`
    with released as (
      update ${outbox} set claimed_by = null, claimed_until = null
      where published_at is null and failed_at is null and claimed_by = ${by}
      returning id
    )
    select pg_notify(${channel}, '') from released limit 1`)
}
