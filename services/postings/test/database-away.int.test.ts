import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '@zhihe/testing/eventually'
import { freePort } from '@zhihe/testing/free-ports'
import { startTcpProxy, type TcpProxy } from '@zhihe/testing/tcp-proxy'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type ApiClient, atRate, createApiClient } from './api-client.ts'
import { type OwnProcess, startProcess } from './own-process.ts'
import { type PostingsService, postingBody, startPostings } from './postings-service.ts'

// The process as it runs in earnest, with the network between it and its database in our hands (rows R7, 13, 14 of the fault matrix). The stated form is
// AWAY_MS=30000 AWAY_RATE=200 on a quiet machine; bars here are twice those, as others may use the machine.
const blackHole = { up: { kind: 'drop' }, down: { kind: 'drop' } } as const
const form = { silentForMs: Number(process.env['AWAY_MS'] ?? 10_000), perSecond: Number(process.env['AWAY_RATE'] ?? 40) }
const poolSize = 10

let postings: PostingsService
let proxy: TcpProxy
let api: OwnProcess
let client: ApiClient
let port: number
let employerId: string
let postingId: string

beforeAll(async () => {
  postings = await startPostings()
  employerId = await postings.employer()
  const posted = await postings.call({ method: 'POST', url: '/v1/postings', body: postingBody(employerId) })
  postingId = posted.body.id
  const url = new URL(postings.listenUrl)
  proxy = await startTcpProxy(Number(url.port))
  url.port = String(proxy.port)
  port = await freePort()
  api = await startProcess('api', { DATABASE_URL: url.href, PORT: String(port) })
  client = createApiClient()
})
afterAll(async () => {
  client[Symbol.dispose]()
  await api.kill()
  await proxy[Symbol.asyncDispose]()
  await postings[Symbol.asyncDispose]()
})

const read = () => client.ask(port, { url: `/v1/postings/${postingId}`, token: postings.organiser })
const write = (n: number) => {
  const body = postingBody(employerId, { externalId: `away-${n}` })
  return client.ask(port, { method: 'POST', url: '/v1/postings', token: postings.organiser, key: `away-${n}`, body })
}
const push = (n: number) => {
  const items = [postingBody(employerId, { externalId: `pushed-${n}` })]
  return client.ask(port, { method: 'POST', url: '/v1/postings/batch', token: postings.organiser, key: `push-${n}`, body: { items } })
}

/** What the process says of itself; asking begins the measurement of its event loop anew. */
async function gauges(): Promise<{ up: number; lagSeconds: number; rssMib: number }> {
  const { text } = await client.ask(port, { url: '/metrics' })
  const read = (name: string) => Number(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(text)?.[1])
  return {
    up: read('zhihe_database_up'),
    lagSeconds: read('nodejs_eventloop_lag_p99_seconds'),
    rssMib: read('process_resident_memory_bytes') / 1_048_576,
  }
}

const isRefusedWell = ({ status, headers, text }: Answer): boolean =>
  status === 503 &&
  Number(headers['retry-after']) >= 1 &&
  String(headers['content-type']).startsWith('application/problem+json') &&
  (JSON.parse(text) as { code: string }).code === 'unavailable'

describe('an API whose database is swallowed by the network for long', () => {
  it('answers everybody in time, calmly, and serves again soon after its return', async () => {
    await Promise.all(Array.from({ length: 40 }, read))
    const { rssMib: rssBefore } = await gauges()
    const takenBefore = proxy.taken()
    const over = new AbortController()
    proxy.conduct(blackHole)

    const asking = atRate(form.perSecond, over.signal, (n) => (n % 40 === 1 ? push(n) : n % 4 === 1 ? write(n) : read()))
    await pause(form.silentForMs)
    const ready = await client.ask(port, { url: '/readyz' })
    const live = await client.ask(port, { url: '/livez' })
    const { up, lagSeconds, rssMib } = await gauges()
    const taken = proxy.taken() - takenBefore
    const growthMib = rssMib - rssBefore
    over.abort()
    const answers = await asking
    proxy.heal()
    const healedAt = performance.now()
    await eventually(async () => expect((await read()).status).toBe(200), { withinMs: 10_000 })
    const backAfterMs = performance.now() - healedAt

    const slowestMs = Math.max(...answers.map(({ tookMs }) => tookMs))
    expect(answers.length).toBeGreaterThan(0.9 * form.perSecond * (form.silentForMs / 1_000))
    expect(answers.filter((answer) => !isRefusedWell(answer))).toEqual([])
    expect(slowestMs).toBeLessThan(6_000)
    expect(backAfterMs).toBeLessThan(4_000)
    expect({ ready: ready.status, live: live.status, up }).toEqual({ ready: 503, live: 200, up: 0 })
    expect(taken).toBeLessThanOrEqual(2 * (poolSize + 2))
    expect(growthMib).toBeLessThan(64)
    expect(lagSeconds).toBeLessThan(0.2)
    await eventually(async () => expect((await client.ask(port, { url: '/readyz' })).status).toBe(200))
    process.stdout.write(`${JSON.stringify({ asked: answers.length, slowestMs, backAfterMs, taken, growthMib, lagSeconds })}\n`)
  }, 90_000)

  it('keeps nothing of what it refused but what is sent again, once', async () => {
    // The small pool of batches finds out for itself that the database is back.
    await eventually(async () => expect((await push(1)).status).toBe(200))
    const second = await Promise.all([write(1), write(1), push(1)])

    const all = await postings.call({ url: '/v1/postings?limit=200' })

    expect(second.map(({ status }) => status).filter((status) => ![200, 201, 409].includes(status))).toEqual([])
    expect(all.body.items.filter(({ externalId }) => externalId === 'away-1')).toHaveLength(1)
    expect(all.body.items.filter(({ externalId }) => externalId.startsWith('away-')).length).toBe(1)
  })

  it('is served though the way is slow', async () => {
    proxy.conduct({ up: { kind: 'delay', ms: 100 }, down: { kind: 'delay', ms: 100 } })

    const answers = await Promise.all(Array.from({ length: 10 }, read))

    proxy.heal()
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  })
})
