import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import type { ApiClient } from '../local/api-client.ts'
import { generateJobseekers } from './engine/world.ts'
import { print } from './measure.ts'

const rowsPerStatement = 1_000

/** Puts so many more people into the copies that matching keeps; its processes pick them up as they do any change. */
export async function fillCrowd(url: string, people: number): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ tenant: string }>('select tenant_id as tenant from matching.jobseekers limit 1')
  const tenant = rows[0]?.tenant
  let chunk: string[] = []
  const write = async (): Promise<void> => {
    await client.query(
      `insert into matching.jobseekers (id, tenant_id, region_code, version, facts)
        select (f ->> 'id')::uuid, $1, f ->> 'regionCode', (f ->> 'version')::int, f from unnest($2::jsonb[]) as f`,
      [tenant, chunk],
    )
    // Whoever did not come by the register has not consented, and nobody would be told of her.
    await client.query(
      `insert into consent.given (jobseeker_id, purpose, since)
        select (f ->> 'id')::uuid, 'matching', now() from unnest($1::jsonb[]) as f where (f ->> 'active')::bool and (f ->> 'consentsToMatching')::bool`,
      [chunk],
    )
    chunk = []
  }
  for (const facts of generateJobseekers({ people, postings: 0, seed: 7 })) {
    if (chunk.push(JSON.stringify(facts)) === rowsPerStatement) await write()
  }
  await write()
  await client.end()
  print(`${people} more people are in the tables of matching`)
}

interface Load {
  people: readonly string[]
  perSecond: number
  seconds: number
}

interface Seen {
  /** Milliseconds from the 2xx of a change until a list shows it. */
  times: number[]
  /** Changes answered 503. */
  refused: number
}

// The looks of those who wait are load too, on the same cores: one in twenty is followed, a hundred looks a second for each.
const measuredEvery = 20
const lookEveryMs = 10
const longestMs = 30_000

/** Changes people at a steady rate; every twentieth change is followed until it is read. */
export async function changeUnderLoad(federation: ApiClient, { people, perSecond, seconds }: Load): Promise<Seen & { reached: number }> {
  const seen: Seen = { times: [], refused: 0 }
  const running: Promise<void>[] = []
  const started = performance.now()
  const total = perSecond * seconds
  for (let turn = 0; turn < total; turn++) {
    const due = started + (turn * 1_000) / perSecond
    if (due > performance.now()) await pause(due - performance.now())
    const one = { id: people[turn % people.length] ?? '', km: 5 + (turn % 90), isFollowed: turn % measuredEvery === 0 }
    running.push(changeAndFollow(federation, one, seen))
  }
  await Promise.all(running)
  return { ...seen, reached: (total - seen.refused) / ((performance.now() - started) / 1_000) }
}

async function changeAndFollow(
  federation: ApiClient,
  { id, km, isFollowed }: { id: string; km: number; isFollowed: boolean },
  seen: Seen,
): Promise<void> {
  const version = await change(federation, id, km)
  if (version === null) {
    seen.refused += 1
    return
  }
  if (!isFollowed) return
  const written = performance.now()
  for (;;) {
    const { items } = await federation.get<{ items: { jobseekerVersion: number }[] }>(`/v1/matches?jobseekerId=${id}&limit=1`)
    const [first] = items
    if (first === undefined || first.jobseekerVersion >= version) break
    if (performance.now() - written > longestMs) throw new Error('a change was not visible after 30 s')
    await pause(lookEveryMs)
  }
  seen.times.push(performance.now() - written)
}

/** The new version; null when the service says that it is too busy, which under such a load is an answer. */
async function change(federation: ApiClient, id: string, km: number): Promise<number | null> {
  try {
    return (await federation.patch<{ version: number }>(`/v1/jobseekers/${id}`, { profile: { commuteMaxKm: km } })).version
  } catch (error) {
    if (error instanceof Error && error.message.includes('answered 503')) return null
    throw error
  }
}
