import type { Pool } from 'pg'

const pollMs = 100

// What is still on its way from a committed write to a published shortlist: unpublished events, events the matching inbox has not seen, marks not yet ranked.
const underway = `
  with emitted as (
    select id, type, published_at from postings.outbox where type like 'posting.%'
    union all
    select id, type, published_at from jobseekers.outbox
  )
  select (select count(*) from emitted where published_at is null)
       + (select count(*) from emitted where not exists (select from matching.inbox where event_id = emitted.id))
       + (select count(*) from matching.due) as underway`

export async function countUnderway(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ underway: string }>(underway)
  return Number(rows[0]?.underway ?? 0)
}

/** Waits until every committed change is ranked and published, or `withinMs` has passed; returns whether it has settled. */
export async function waitUntilSettled(pool: Pool, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs
  while ((await countUnderway(pool)) > 0) {
    if (performance.now() > deadline) return false
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return true
}
