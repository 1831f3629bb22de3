import { randomUUID } from 'node:crypto'
import { checkConsistent } from '../../checker/check-consistent.ts'
import { type Ground, idOf } from '../../world/ground.ts'
import { waitUntil } from '../../world/waiting.ts'
import type { World } from '../../world/world.ts'

/** Pushes postings one by one, several at once; returns the ids of those that were taken. */
export async function putMany(world: World, ground: Ground, count: number): Promise<string[]> {
  const answers = await Promise.all(Array.from({ length: count }, () => world.ask(ground.putPosting(randomUUID()))))
  return answers.flatMap((answer) => idOf(answer) ?? [])
}

/** Milliseconds until these postings are copied by matching, ranked, and told to the endpoint; null when not in time. */
export async function allArrived(world: World, ground: Ground, ids: readonly string[], withinMs: number): Promise<number | null> {
  return await waitUntil(
    async () => {
      const told = ground.told()
      if (!ids.every((id) => told.has(id))) return false
      return (await listed(world, ids)) === ids.length
    },
    { withinMs, pollMs: 50 },
  )
}

/** How many of these postings have a list. */
export async function listed({ database }: World, ids: readonly string[]): Promise<number> {
  const { rows } = await database.pool.query<{ listed: number }>(
    'select count(*)::int as listed from matching.shortlists where posting_id = any($1::uuid[])',
    [ids],
  )
  return rows[0]?.listed ?? 0
}

/** Messages that tell one thing twice under two ids, and lists told otherwise than they stand: 0 and 0. */
export async function wrongEffects({ database }: World): Promise<{ repeated: number; exposures: number }> {
  const { rows } = await database.pool.query<{ repeated: number; exposures: number }>(`
    with listed as (
      select jobseeker_id, count(*) as lists, count(*) filter (where rank = 1) as first_places from matching.shortlist_entries group by 1
    )
    select
      (select count(*)::int from (
        select from webhooks.messages group by endpoint_id, type, posting_id, body::json->'data'->>'matchId', seq having count(*) > 1
      ) m) as repeated,
      (select count(*)::int from listed l full join jobseekers.exposures e using (jobseeker_id) full join matching.exposures m using (jobseeker_id)
        where (coalesce(l.lists, 0), coalesce(l.first_places, 0)) is distinct from (coalesce(e.lists, 0)::bigint, coalesce(e.first_places, 0)::bigint)
          or (e.seq, e.proposals) is distinct from (m.seq, m.proposals)) as exposures`)
  return rows[0] ?? { repeated: -1, exposures: -1 }
}

/** The same once what is counted late has been counted, or when that has not come in time. */
export async function lastingWrongs(world: World, withinMs = 30_000): Promise<{ repeated: number; exposures: number }> {
  await waitUntil(async () => (await wrongEffects(world)).exposures === 0, { withinMs, pollMs: 100 })
  return await wrongEffects(world)
}

/** Empty once the product itself says that its tables agree; what it still finds when it does not in time. */
export async function inconsistenciesOf(world: World, withinMs = 20_000): Promise<string> {
  let last = 'the consistency check did not answer'
  await waitUntil(
    async () => {
      last = (await checkConsistent(world)).map(({ detail }) => detail).join(', ')
      return last === ''
    },
    { withinMs, pollMs: 250 },
  )
  return last
}
