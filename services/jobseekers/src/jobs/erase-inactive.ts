import type { Db, Transaction } from '@zhihe/postgres/pool'
import { cutoffOf } from '@zhihe/retention/period'
import { sql } from 'drizzle-orm'
import { eraseEverywhere } from '../store/erase-jobseeker.ts'
import { lockForErasure } from '../store/erasure-store.ts'

const peopleAtOnce = 500
const actor = 'retention'

/**
 * Erases people who have been inactive, and have confirmed nothing, for so many years (PIPL 19): everywhere, as if they had asked for it. Returns how
 * many. Any number of processes may do it at once.
 */
export async function eraseInactive(db: Db, now: Date, years: number): Promise<number> {
  const before = cutoffOf(`P${years}Y`, now)
  for (let total = 0; ; ) {
    const ids = await findInactive(db, before)
    for (const id of ids) total += await db.transaction((tx) => eraseIfInactive(tx, { id, before, now }))
    if (ids.length < peopleAtOnce) return total
  }
}

async function eraseIfInactive(tx: Transaction, { id, before, now }: { id: string; before: Date; now: Date }): Promise<number> {
  const person = await lockForErasure(tx, id, { kind: 'all' })
  // She may have come back between the look and the lock.
  if (!person || !(await findInactive(tx, before, id)).includes(id)) return 0
  await eraseEverywhere(tx, person, { jobseekerId: id, reason: 'retention', at: now, keyId: null, actor })
  return 1
}

async function findInactive(db: Db | Transaction, before: Date, onlyId: string | null = null): Promise<string[]> {
  const at = before.toISOString()
  const { rows } = await db.execute<{ id: string }>(sql`
    select j.id from jobseekers.jobseekers j
    where j.status = 'inactive' and j.updated_at < ${at}::timestamptz and (${onlyId}::uuid is null or j.id = ${onlyId}::uuid)
      and not exists (select from jobseekers.confirmations c where c.jobseeker_id = j.id and c.confirmed_at >= ${at}::timestamptz)
    limit ${peopleAtOnce}`)
  return rows.map(({ id }) => id)
}
