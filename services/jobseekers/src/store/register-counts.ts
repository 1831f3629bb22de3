import { statusCodes } from '@zhihe/contracts/register-file'
import type { Executor } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { chinaDay } from '../domain/china-day.ts'
import type { Reach } from '../domain/reach.ts'
import type { Counts } from '../domain/register-summary.ts'
import { filesReached, livesBelow } from './file-list.ts'

export interface Counting {
  reach: Reach
  regionCode: string | undefined
  now: Date
}

/** The active people of a region, counted in one pass over narrow rows. */
export async function countRegister(executor: Executor, { reach, regionCode, now }: Counting): Promise<Counts> {
  const day = chinaDay(now)
  const where = sql.join(
    [filesReached(reach), sql`f.status = 'active'`, ...(regionCode === undefined ? [] : [livesBelow(regionCode)])],
    sql` and `,
  )
  const ofStatuses = statusCodes.map((code) => sql`${code}::text, count(*) filter (where ${code} = any (f.status_codes))`)
  const { rows } = await executor.execute<Record<string, unknown>>(sql`
    select count(*)::integer as people,
      json_build_object(${sql.join(ofStatuses, sql`, `)}) as statuses,
      (count(*) filter (where f.employment = 'employed'))::integer as employed,
      (count(*) filter (where f.employment <> 'employed' and 'registered_unemployed' = any (f.status_codes)))::integer as "registeredUnemployed",
      (count(*) filter (where f.employment = 'left_job' and not 'registered_unemployed' = any (f.status_codes)))::integer as "leftJob",
      (count(*) filter (where f.confirmed_on >= ${`${day.slice(0, 4)}-01-01`}::date))::integer as "confirmedThisYear",
      (count(*) filter (where f.confirmation_due_on < ${day}::date))::integer as overdue
    from jobseekers.files f where ${where}`)
  const [counts] = rows as unknown as Counts[]
  if (!counts) throw new Error('a count without a row')
  return counts
}
