import autocannon from 'autocannon'
import fastify from 'fastify'
import { ApiClient } from '../local/api-client.ts'
import { housePlace, startHouse } from '../local/spawn-house.ts'
import { type BenchOptions, print, round } from './measure.ts'

/** `GET /v1/matches` with 20 explained matches against a bare Fastify route that answers the same payload from memory, in turns, in one run. */
export async function benchHttp({ quick }: BenchOptions) {
  const turns = quick ? 1 : 3
  const seconds = quick ? 4 : 10
  using place = await housePlace()
  const house = await startHouse(place)
  const api = new ApiClient(house.local.origin, house.local.keys.federation)
  const listed = await api.get<{ items: { id: string }[] }>('/v1/postings?status=published&limit=200')
  const path = await longestList(api, listed.items)
  const payload = await api.get<object>(path)
  const bare = fastify()
  bare.get('/static', async () => payload)
  const bareOrigin = await bare.listen({ port: 0, host: '127.0.0.1' })
  const authorization = `Bearer ${house.local.keys.federation}`
  try {
    const ours: number[] = []
    const floor: number[] = []
    for (let turn = 0; turn < turns; turn++) {
      ours.push(await load(house.local.origin + path, seconds, { authorization }))
      floor.push(await load(`${bareOrigin}/static`, seconds, {}))
    }
    const [best, bestFloor] = [Math.max(...ours), Math.max(...floor)]
    print(
      `50 connections, ${turns} turns of ${seconds} s, ${Buffer.byteLength(JSON.stringify(payload))} bytes, requests a second, best turn`,
    )
    print(`GET /v1/matches?postingId (20 explained)   ${best.toFixed(0)}`)
    print(`bare Fastify, the same payload             ${bestFloor.toFixed(0)}`)
    print(`ratio                                      ${(best / bestFloor).toFixed(2)}`)
    return { oursPerSecond: round(best), bareFastifyPerSecond: round(bestFloor), httpStatic: round(best / bestFloor, 3) }
  } finally {
    await bare.close()
    await house.interrupt()
  }
}

async function longestList(api: ApiClient, postings: readonly { id: string }[]): Promise<string> {
  for (const { id } of postings) {
    const path = `/v1/matches?postingId=${id}&limit=20`
    const { items } = await api.get<{ items: unknown[] }>(path)
    if (items.length === 20) return path
  }
  throw new Error('no posting of the sample has 20 matches')
}

async function load(url: string, duration: number, headers: Record<string, string>): Promise<number> {
  const result = await autocannon({ url, connections: 50, duration, headers })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} answers outside 2xx and ${result.errors} errors from ${url}`)
  return result.requests.average
}
