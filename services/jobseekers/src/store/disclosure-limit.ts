import type { Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'

export interface DayOfDisclosures {
  recipient: string
  jobseekerId: string
  /** When the day began. */
  since: Date
  /** Different people of whom one enterprise may read on a day. */
  atMost: number
}

/**
 * Whether an enterprise may read of this person today: she is one it has read today, or there is room for another. Readings of one enterprise wait here
 * for each other until their transactions end, so that many at once cannot pass the limit.
 */
export async function hasRoomToday(tx: Transaction, { recipient, jobseekerId, since, atMost }: DayOfDisclosures): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`disclosures ${recipient}`}, 0))`)
  const { rows } = await tx.execute<{ has_room: boolean }>(sql`
    select coalesce(bool_or(jobseeker_id = ${jobseekerId}::uuid), false) or count(distinct jobseeker_id) < ${atMost} as has_room
    from jobseekers.disclosures where recipient = ${recipient}::uuid and at >= ${since.toISOString()}::timestamptz`)
  return rows[0]?.has_room === true
}
