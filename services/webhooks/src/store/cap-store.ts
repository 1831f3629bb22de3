import type { Db, Transaction } from '@zhihe/postgres/pool'
import { sql } from 'drizzle-orm'
import { capWindow } from '../domain/cap.ts'

interface CappedEndpoint {
  id: string
  /** null: the cap was taken away, and what is held may go. */
  peoplePerMonth: number | null
}

const mostEndpoints = 200
const mostPerEndpoint = 500
const releaseLock = 0x5748_5245 // any number of our own

/**
 * Lets out what is held back, from the highest priority, as far as the cap of each endpoint has room; a message about somebody of whom the
 * endpoint was told this month needs none. What is held about a person who may not be told of any more is cancelled.
 */
export async function releaseHeld(db: Db, now: Date): Promise<void> {
  const { rows } = await db.execute<CappedEndpoint & Record<string, unknown>>(sql`
    select e.id, e.people_per_month as "peoplePerMonth" from webhooks.endpoints e
    where e.status = 'active' and e.deleted_at is null
      and exists (select from webhooks.messages m where m.endpoint_id = e.id and m.status = 'held')
    limit ${mostEndpoints}`)
  for (const endpoint of rows) await db.transaction(async (tx) => await releaseOne(tx, endpoint, now))
}

async function releaseOne(tx: Transaction, { id, peoplePerMonth }: CappedEndpoint, now: Date): Promise<void> {
  // Two releases at once would each see the same room.
  const { rows } = await tx.execute<{ locked: boolean }>(sql`select pg_try_advisory_xact_lock(${releaseLock}, hashtext(${id})) as locked`)
  if (rows[0]?.locked !== true) return
  await tx.execute(sql`
    update webhooks.messages m set status = 'cancelled' where m.endpoint_id = ${id} and m.status = 'held' and m.jobseeker_id is not null
      and not exists (select from consent.given g where g.jobseeker_id = m.jobseeker_id and g.purpose = 'matching')`)
  const { since, allowed } = capWindow(peoplePerMonth ?? 0, now)
  await tx.execute(sql`
    with told as materialized (
      select distinct jobseeker_id from webhooks.messages
      where endpoint_id = ${id} and released_at >= ${since} and jobseeker_id is not null and not (status = 'cancelled' and attempts = 0)
    ), best as (
      select jobseeker_id, max(priority) as priority, min(id) as first from webhooks.messages
      where endpoint_id = ${id} and status = 'held' and jobseeker_id not in (select jobseeker_id from told)
      group by jobseeker_id
      order by max(priority) desc, min(id)
      limit ${peoplePerMonth === null ? mostPerEndpoint : sql`greatest(0, ${allowed}::int - (select count(*)::int from told))`}
    ), chosen as (
      select id from webhooks.messages
      where endpoint_id = ${id} and status = 'held'
        and (jobseeker_id is null or jobseeker_id in (select jobseeker_id from told) or jobseeker_id in (select jobseeker_id from best))
      order by priority desc, id limit ${mostPerEndpoint}
      for update skip locked
    )
    update webhooks.messages m set status = 'pending', next_attempt_at = ${now}, released_at = ${now} from chosen where m.id = chosen.id`)
}
