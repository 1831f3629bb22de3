import { Client } from 'pg'
import { ApiClient } from '../local/api-client.ts'
import { readJson } from '../local/private-file.ts'
import { housePlace, startHouse } from '../local/spawn-house.ts'
import { changeUnderLoad, fillCrowd } from './crowd.ts'
import { type BenchOptions, print, quantile, round } from './measure.ts'

interface Page {
  items: { id: string; jobseekerId?: string; jobseekerVersion: number }[]
}

export interface VisibleBenchOptions extends BenchOptions {
  /** So many more people in the index, and 200 changes a second: how fresh is a list then? */
  people?: number | undefined
}

const changesPerSecond = 200

/**
 * From the answer of a write to its match being readable, at the size of the sample fair: new postings, and changes of people. The floor is
 * what PostgreSQL needs from a commit to a listener, in the same run.
 */
export async function benchVisible({ quick, people = 0 }: VisibleBenchOptions) {
  const rounds = quick ? 40 : 300
  using place = await housePlace()
  // One key changes and looks more often than a caller would.
  const house = await startHouse({ ...place, env: { RATE_LIMIT_PER_SECOND: '1000000' } })
  const organiser = new ApiClient(house.local.origin, house.local.keys.organiser)
  const federation = new ApiClient(house.local.origin, house.local.keys.federation)
  try {
    const { url } = readJson(`${place.dataDir}/database.json`) as { url: string }
    if (people > 0) return await crowded({ url, federation, organiser }, { people, seconds: quick ? 5 : 30 })
    const floor = await commitToListener(url, rounds)
    const posting = await postingToMatch(organiser, federation, rounds)
    const person = await personToMatch(federation, { people: await listedPeople(federation), rounds })
    print('from 2xx to readable in GET /v1/matches, ms      p50     p99     max   p50 / floor')
    for (const [name, times] of Object.entries({ 'new posting': posting, 'changed person': person, 'floor: commit to listener': floor })) {
      const figures = [quantile(times, 0.5), quantile(times, 0.99), Math.max(...times)].map((ms) => ms.toFixed(1).padStart(7))
      print(`${name.padEnd(44)} ${figures.join(' ')}   ${(quantile(times, 0.5) / quantile(floor, 0.5)).toFixed(1)}`)
    }
    return {
      rounds,
      postingP50Ms: round(quantile(posting, 0.5)),
      postingP99Ms: round(quantile(posting, 0.99)),
      personP50Ms: round(quantile(person, 0.5)),
      personP99Ms: round(quantile(person, 0.99)),
      floorP50Ms: round(quantile(floor, 0.5), 2),
    }
  } finally {
    await house.interrupt()
  }
}

interface Access {
  url: string
  federation: ApiClient
  organiser: ApiClient
}

async function crowded({ url, federation, organiser }: Access, { people, seconds }: { people: number; seconds: number }) {
  const known = await listedPeople(federation)
  await fillCrowd(url, people)
  // A change made now is behind the crowd: once it is read, the crowd is in memory.
  const settled = await personToMatch(federation, { people: known, rounds: 1 })
  await changeUnderLoad(federation, { people: known, perSecond: changesPerSecond, seconds: 3 })
  const { times, reached, refused } = await changeUnderLoad(federation, { people: known, perSecond: changesPerSecond, seconds })
  const posting = await postingToMatch(organiser, federation, 20)
  const figures = { p50Ms: round(quantile(times, 0.5)), p99Ms: round(quantile(times, 0.99)), maxMs: round(Math.max(...times)) }
  print(`${people} more people read in ${((settled[0] ?? 0) / 1_000).toFixed(1)} s`)
  print(
    `${reached.toFixed(0)} changes a second for ${seconds} s, from 2xx to readable, ms: p50 ${figures.p50Ms}, p99 ${figures.p99Ms}, max ${figures.maxMs}`,
  )
  print(`a new posting ranked over all of them, ms: p50 ${quantile(posting, 0.5).toFixed(1)}, max ${Math.max(...posting).toFixed(1)}`)
  return { people, changesPerSecond: round(reached), refused, ...figures, postingP50Ms: round(quantile(posting, 0.5)) }
}

async function postingToMatch(organiser: ApiClient, federation: ApiClient, rounds: number): Promise<number[]> {
  const listed = await organiser.get<{ items: { employerId: string }[] }>('/v1/postings?limit=1')
  const employerId = listed.items[0]?.employerId
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const { id } = await organiser.post<{ id: string }>('/v1/postings', {
      ...benchPosting,
      employerId,
      source: 'bench',
      externalId: `b-${round}`,
    })
    times.push(await timeUntil(async () => (await federation.get<Page>(`/v1/matches?postingId=${id}&limit=1`)).items.length > 0))
  }
  return times
}

async function personToMatch(federation: ApiClient, { people, rounds }: { people: readonly string[]; rounds: number }): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const id = people[round % people.length]
    const { version } = await federation.patch<{ version: number }>(`/v1/jobseekers/${id}`, { profile: { commuteMaxKm: 5 + round } })
    times.push(
      await timeUntil(async () => {
        const { items } = await federation.get<Page>(`/v1/matches?jobseekerId=${id}&limit=1`)
        return items[0] === undefined || items[0].jobseekerVersion >= version
      }),
    )
  }
  return times
}

async function listedPeople(federation: ApiClient): Promise<string[]> {
  const { items: postings } = await federation.get<{ items: { id: string }[] }>('/v1/postings?status=published&limit=50')
  const pages = await Promise.all(postings.map(({ id }) => federation.get<Page>(`/v1/matches?postingId=${id}&limit=5`)))
  return [...new Set(pages.flatMap(({ items }) => items.map(({ jobseekerId }) => jobseekerId ?? '')))]
}

async function timeUntil(isThere: () => Promise<boolean>): Promise<number> {
  const started = performance.now()
  while (!(await isThere())) if (performance.now() - started > 30_000) throw new Error('not visible after 30 s')
  return performance.now() - started
}

async function commitToListener(url: string, rounds: number): Promise<number[]> {
  const listener = new Client({ connectionString: url })
  const writer = new Client({ connectionString: url })
  await Promise.all([listener.connect(), writer.connect()])
  await listener.query('listen bench_floor')
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const heard = new Promise<void>((resolve) => {
      listener.once('notification', () => resolve())
    })
    await writer.query('begin')
    await writer.query("select pg_notify('bench_floor', '')")
    const started = performance.now()
    await writer.query('commit')
    await heard
    times.push(performance.now() - started)
  }
  await Promise.all([listener.end(), writer.end()])
  return times
}

const benchPosting = {
  title: '数据标注员',
  description: '在电脑上标注图片',
  regionCode: '330106',
  headcount: 2,
  education: 'none',
  workMode: 'hybrid',
  pay: { minFen: 450_000, maxFen: 600_000, unit: 'month', negotiable: false },
  closesAt: '2030-06-30T23:59:59+08:00',
}
