import { purgeAudit } from '@zhihe/audit/purge'
import type { Db } from '@zhihe/postgres/pool'
import { cutoffOf } from '@zhihe/retention/period'
import { sql } from 'drizzle-orm'
import { ledgersKeptFor } from './retention.ts'

const rowsAtOnce = 10_000

/** Lets go of disclosures and of consents of erased people that are older than three years. Returns how many rows went. */
export async function purgeLedgers(db: Db, now: Date): Promise<number> {
  const before = cutoffOf(ledgersKeptFor, now).toISOString()
  return await untilNone(async () => {
    const { rows } = await db.execute<{ gone: number }>(sql`select jobseekers.purge_ledgers(${before}::timestamptz, ${rowsAtOnce}) as gone`)
    return rows[0]?.gone ?? 0
  })
}

/** Lets go of entries of the audit that are older than three years; the chain still verifies from there. */
export async function purgeOldAudit(db: Db, now: Date): Promise<number> {
  return await untilNone(() => purgeAudit(db, cutoffOf(ledgersKeptFor, now)))
}

async function untilNone(work: () => Promise<number>): Promise<number> {
  for (let total = 0; ; ) {
    const gone = await work()
    total += gone
    if (gone === 0) return total
  }
}
