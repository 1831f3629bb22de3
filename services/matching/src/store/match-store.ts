import type { Db, Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { rowsOf } from './rows.ts'
import { asRows } from './schema.ts'

export interface Pair {
  id: string
  postingId: string
  jobseekerId: string
}

/** Notes that the pairs were shown or published. */
export async function keepPairs(db: Db | Transaction, pairs: readonly Pair[]): Promise<void> {
  if (pairs.length === 0) return
  await db.execute(
    sql`insert into matching.matches (id, posting_id, jobseeker_id)
      select id, "postingId", "jobseekerId" from jsonb_to_recordset(${asRows(pairs)}) as p (id uuid, "postingId" uuid, "jobseekerId" uuid)
      order by id
      on conflict do nothing`,
  )
}

export async function findPair(db: Db, id: string): Promise<Pair | null> {
  const [row] = await rowsOf<Pair>(
    db,
    sql`select id, posting_id as "postingId", jobseeker_id as "jobseekerId" from matching.matches where id = ${id}`,
  )
  return row ?? null
}
