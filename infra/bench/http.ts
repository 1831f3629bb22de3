import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { ApiClient } from '../local/api-client.ts'
import { housePlace, processesOf, startHouse } from '../local/spawn-house.ts'
import { cpuOf, startFloor } from './http-process.ts'
import { type BenchOptions, print, quantile, round } from './measure.ts'

const connections = 50
const postingsInTurn = 16
const items = 20
const scoresNobodyIsBelow = 2_500

interface Page {
  path: string
  body: string
  /** What the first answer to this question took. */
  firstMs: number
}

interface Peer {
  name: string
  pid: number
  urls: readonly string[]
  headers: Record<string, string>
  /** Adds a filter that leaves nobody out, another each time, so that each question is a search of its own. */
  varied?: boolean
}

interface Measured {
  /** The best turn. */
  perSecond: number
  /** Of the process that answers, for one request; the least of all turns. */
  cpuMicros: number
}

export interface HttpBenchOptions extends BenchOptions {
  turns?: number
  /** Of each turn of each server. */
  seconds?: number
}

/**
 * `GET /v1/matches` with 20 explained matches of several postings in rotation, against bare Fastify that answers the same bytes from memory and against
 * bare Fastify with one point select; each server in a process of its own, in turns, in one run. Because the client shares the machine with them, the
 * processor time a request costs its server is measured too. Cold: the first time a page is asked for, one at a time.
 */
export async function benchHttp({ quick, turns = quick ? 2 : 3, seconds = quick ? 2 : 8 }: HttpBenchOptions) {
  using place = await housePlace()
  // One key asks as much as the process can answer.
  const house = await startHouse({ ...place, env: { RATE_LIMIT_PER_SECOND: '1000000' } })
  try {
    const { origin, keys } = house.local
    const headers = { authorization: `Bearer ${keys.federation}` }
    const pages = await firstPages(origin, keys.federation)
    const file = join(place.folder, 'bodies.json')
    writeFileSync(file, JSON.stringify(pages.map(({ body }) => body)))
    const { url } = JSON.parse(readFileSync(join(place.dataDir, 'database.json'), 'utf8')) as { url: string }
    await using floor = await startFloor(file, url)

    const pid = processesOf(place.dataDir).find(({ command }) => command.includes('origin.ts'))?.pid ?? 0
    const urlsOf = (kind: string) => pages.map((_, place) => `${floor.origin}/${kind}/${place}`)
    const peers: Peer[] = [
      { name: 'GET /v1/matches?postingId (20 explained)', pid, urls: pages.map(({ path }) => origin + path), headers },
      { name: 'the same, no question asked twice', pid, urls: pages.map(({ path }) => origin + path), headers, varied: true },
      { name: 'bare Fastify, the same bytes', pid: floor.pid, urls: urlsOf('text'), headers: {} },
      { name: 'bare Fastify, the same as objects', pid: floor.pid, urls: urlsOf('object'), headers: {} },
      { name: 'bare Fastify, one point select, the same bytes', pid: floor.pid, urls: urlsOf('row'), headers: {} },
    ]
    const floorFirst = await timesOf(urlsOf('text'), {})
    const measured = await measure(peers, { turns, seconds })
    return report({ pages, peers, measured, floorFirst })
  } finally {
    await house.interrupt()
  }
}

// Pages that are asked for the first time. The first postings of the list only warm the code; they are not counted.
async function firstPages(origin: string, key: string): Promise<Page[]> {
  const { items: postings } = await new ApiClient(origin, key).get<{ items: { id: string }[] }>('/v1/postings?status=published&limit=200')
  const found: Page[] = []
  for (const { id } of postings) {
    const path = `/v1/matches?postingId=${id}&limit=${items}`
    const { ms, body } = await ask(origin + path, { authorization: `Bearer ${key}` })
    if ((JSON.parse(body) as { items: unknown[] }).items.length === items) found.push({ path, body, firstMs: ms })
  }
  if (found.length < postingsInTurn) throw new Error(`only ${found.length} postings of the sample have ${items} matches`)
  return found.slice(-postingsInTurn)
}

async function timesOf(urls: readonly string[], headers: Record<string, string>): Promise<number[]> {
  const times: number[] = []
  for (const url of [...urls, ...urls, ...urls]) times.push((await ask(url, headers)).ms)
  return times.slice(-urls.length)
}

async function ask(url: string, headers: Record<string, string>): Promise<{ ms: number; body: string }> {
  const start = performance.now()
  const response = await fetch(url, { headers })
  const body = await response.text()
  if (!response.ok) throw new Error(`${response.status} from ${url}`)
  return { ms: performance.now() - start, body }
}

async function measure(peers: readonly Peer[], { turns, seconds }: { turns: number; seconds: number }): Promise<Measured[]> {
  const measured = peers.map((): Measured => ({ perSecond: 0, cpuMicros: Infinity }))
  for (let turn = 0; turn < turns; turn++) {
    for (const [place, peer] of peers.entries()) {
      const before = cpuOf(peer.pid)
      const { average, total } = await load(peer, seconds)
      const cpuMicros = (cpuOf(peer.pid) - before) / total
      const best = measured[place]!
      measured[place] = { perSecond: Math.max(best.perSecond, average), cpuMicros: Math.min(best.cpuMicros, cpuMicros) }
    }
  }
  return measured
}

async function load({ urls, headers, varied = false }: Peer, duration: number): Promise<{ average: number; total: number }> {
  const [first = ''] = urls
  let asked = 0
  const requests = urls.map((url) => {
    const path = new URL(url).pathname + new URL(url).search
    const vary = (request: autocannon.Request) => ({ ...request, path: `${path}&minScore=${asked++ % scoresNobodyIsBelow}` })
    return { path, headers, ...(varied ? { setupRequest: vary } : {}) }
  })
  const result = await autocannon({ url: new URL(first).origin, connections, duration, requests })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} answers outside 2xx and ${result.errors} errors from ${first}`)
  return { average: result.requests.average, total: result.requests.total }
}

interface Findings {
  pages: readonly Page[]
  peers: readonly Peer[]
  measured: readonly Measured[]
  floorFirst: readonly number[]
}

function report({ pages, peers, measured, floorFirst }: Findings) {
  const bytes = Math.round(pages.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0) / pages.length)
  const cold = quantile(
    pages.map(({ firstMs }) => firstMs),
    0.5,
  )
  const coldFloor = quantile(floorFirst, 0.5)
  print(`${pages.length} postings in rotation, ${bytes} bytes a page, ${connections} connections; the best turn of each`)
  print(`${''.padEnd(48)}${'requests/s'.padStart(12)}${'ratio'.padStart(8)}${'cpu µs'.padStart(9)}${'ratio'.padStart(8)}`)
  const [ours, ...others] = measured as [Measured, ...Measured[]]
  for (const [place, { perSecond, cpuMicros }] of measured.entries()) {
    const ratios = place === 0 ? ['', ''] : [(ours.perSecond / perSecond).toFixed(2), (cpuMicros / ours.cpuMicros).toFixed(2)]
    const cells = [perSecond.toFixed(0).padStart(12), ratios[0]!.padStart(8), cpuMicros.toFixed(0).padStart(9), ratios[1]!.padStart(8)]
    print(`${(peers[place]?.name ?? '').padEnd(48)}${cells.join('')}`)
  }
  print(`cold, one at a time, median: ours ${cold.toFixed(2)} ms, bare Fastify ${coldFloor.toFixed(2)} ms`)
  const [varying, text, object, row] = others as [Measured, Measured, Measured, Measured]
  return {
    oursPerSecond: round(ours.perSecond),
    bareFastifyPerSecond: round(text.perSecond),
    httpStatic: round(ours.perSecond / text.perSecond, 3),
    httpStaticCpu: round(text.cpuMicros / ours.cpuMicros, 3),
    httpStaticVaried: round(varying.perSecond / text.perSecond, 3),
    httpStaticObject: round(ours.perSecond / object.perSecond, 3),
    httpStaticCold: round(coldFloor / cold, 3),
    pgSelect: round(ours.perSecond / row.perSecond, 3),
    pgSelectCpu: round(row.cpuMicros / ours.cpuMicros, 3),
  }
}
