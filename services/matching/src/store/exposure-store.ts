import type { DomainEvent } from '@zhihe/contracts/event'
import type { Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import type { Move } from '../domain/exposure.ts'
import { rowsOf } from './rows.ts'
import { asRows } from './schema.ts'

export type Exposure = Extract<DomainEvent, { type: 'exposure.changed' }>['data']['people'][number]

/**
 * Moves the totals of people and returns them as they are now. The moves must come one for each person and in the order of ids: their rows stay
 * locked until the transaction ends. A total never sinks below nothing, whatever was written past it: an audit must not hold up a rank.
 */
export async function moveExposures(tx: Transaction, moves: readonly Move[]): Promise<Exposure[]> {
  if (moves.length === 0) return []
  const rows = await rowsOf<Omit<Exposure, 'seq'> & { seq: string }>(
    tx,
    sql`insert into matching.exposures as e (jobseeker_id, seq, lists, first_places, proposals)
      select "jobseekerId", 1, lists, "firstPlaces", proposals
      from jsonb_to_recordset(${asRows(moves)}) as m ("jobseekerId" uuid, lists integer, "firstPlaces" integer, proposals integer)
      on conflict (jobseeker_id) do update set seq = e.seq + 1, lists = greatest(e.lists + excluded.lists, 0),
        first_places = greatest(e.first_places + excluded.first_places, 0), proposals = e.proposals + excluded.proposals
      returning jobseeker_id as "jobseekerId", seq, greatest(lists, 0) as lists, greatest(first_places, 0) as "firstPlaces", proposals`,
  )
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }))
}
