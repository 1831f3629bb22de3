import type { Db } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { rowsOf } from './rows.ts'
import { asIds } from './schema.ts'

export interface Sighting {
  employerId: string
  /** `YYYY-MM-DD` in China. */
  day: string
  tenantId: string
  keyId: string
  at: Date
}

/**
 * Notes that an enterprise is being told of these people, unless that would be more than `atMost` different ones on the day; then nothing is noted and it
 * returns false. Two calls for one enterprise and day wait for each other, so that together they cannot pass the limit.
 */
export async function noteSeen(
  db: Db,
  jobseekerIds: readonly string[],
  { atMost, ...sighting }: Sighting & { atMost: number },
): Promise<boolean> {
  const { employerId, day, tenantId, keyId, at } = sighting
  return await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`people_seen ${employerId} ${day}`}, 0))`)
    const [row] = await rowsOf<{ count: number }>(
      tx,
      sql`with seen as (
          select jobseeker_id as id from matching.people_seen where employer_id = ${employerId} and day = ${day}::date
        ), news as (
          select id from unnest(${asIds(jobseekerIds)}) as id except select id from seen
        ), room as (
          select (select count(*) from seen) + (select count(*) from news) <= ${atMost} as is_there
        ), noted as (
          insert into matching.people_seen (employer_id, day, jobseeker_id, tenant_id, key_id, at)
          select ${employerId}::uuid, ${day}::date, id, ${tenantId}::uuid, ${keyId}::uuid, ${at.toISOString()}::timestamptz
          from news, room where is_there
        )
        select is_there::int as count from room`,
    )
    return row?.count === 1
  })
}
