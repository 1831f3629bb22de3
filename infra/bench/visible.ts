import { Client } from 'pg'
import { ApiClient } from '../local/api-client.ts'
import { readJson } from '../local/private-file.ts'
import { housePlace, startHouse } from '../local/spawn-house.ts'
import { type BenchOptions, print, quantile, round } from './measure.ts'

interface Page {
  items: { id: string; jobseekerId?: string; jobseekerVersion: number }[]
}

/**
 * From the answer of a write to its match being readable, at the size of the sample fair: new postings, and changes of people. The floor is
 * what PostgreSQL needs from a commit to a listener, in the same run.
 */
export async function benchVisible({ quick }: BenchOptions) {
  const rounds = quick ? 40 : 300
  using place = await housePlace()
  const house = await startHouse(place)
  const organiser = new ApiClient(house.local.origin, house.local.keys.organiser)
  const federation = new ApiClient(house.local.origin, house.local.keys.federation)
  try {
    const floor = await commitToListener((readJson(`${place.dataDir}/database.json`) as { url: string }).url, rounds)
    const posting = await postingToMatch(organiser, federation, rounds)
    const person = await personToMatch(federation, rounds)
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

async function personToMatch(federation: ApiClient, rounds: number): Promise<number[]> {
  const postings = await federation.get<{ items: { id: string }[] }>('/v1/postings?status=published&limit=50')
  const pages = await Promise.all(postings.items.map(({ id }) => federation.get<Page>(`/v1/matches?postingId=${id}&limit=5`)))
  const people = [...new Set(pages.flatMap(({ items }) => items.map(({ jobseekerId }) => jobseekerId ?? '')))]
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
