import type { DomainEvent } from '@zhihe/contracts/event'
import type { Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'

export type Exposure = Extract<DomainEvent, { type: 'exposure.changed' }>['data']['people'][number]

/** Keeps what is newer than what is known, of people who are not erased. Rows are locked in one order, so that two events wait for each other and never for ever. */
export async function saveExposures(tx: Transaction, exposures: readonly Exposure[], changedAt: Date): Promise<void> {
  await tx.execute(
    sql`insert into jobseekers.exposures as e (jobseeker_id, seq, lists, first_places, proposals, changed_at)
      select distinct on ("jobseekerId") "jobseekerId", seq, lists, "firstPlaces", proposals, ${changedAt.toISOString()}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(exposures)}::jsonb)
        as x ("jobseekerId" uuid, seq bigint, lists integer, "firstPlaces" integer, proposals integer)
      where not exists (select from jobseekers.erasures r where r.jobseeker_id = "jobseekerId")
      order by "jobseekerId", seq desc
      on conflict (jobseeker_id) do update set seq = excluded.seq, lists = excluded.lists, first_places = excluded.first_places,
        proposals = excluded.proposals, changed_at = excluded.changed_at
      where e.seq < excluded.seq`,
  )
}
