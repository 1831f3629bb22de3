import { type AddressInfo, connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { type Principal, roleScopes } from '@zhihe/contracts/access'
import { defineRoute } from '@zhihe/contracts/route'
import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { createApp, type RoutePlugin } from './app.ts'
import { defaultLimits, type Limits, limitFields, limitsOf } from './limits.ts'

const contract = defineRoute({
  method: 'POST',
  url: '/v1/things/:name',
  schema: {
    params: z.strictObject({ name: z.string().max(100) }),
    querystring: z.strictObject({ word: z.string().optional() }),
    body: z.strictObject({ word: z.string() }),
    response: { 200: z.strictObject({ word: z.string() }) },
  },
  config: { operationId: 'thing', tag: 'things', summary: 'A thing', scope: 'postings:write' },
})
const watchContract = defineRoute({
  method: 'GET',
  url: '/v1/watched',
  schema: { response: { 200: z.string() } },
  config: { operationId: 'watch', tag: 'things', summary: 'A stream', scope: 'postings:write', answerTypes: ['text/event-stream'] },
})

// Two tenants; the first has two keys.
const tokens = { first: 'a', firstToo: 'b', second: 'c', reader: 'd' } as const
const tokenOf = (who: keyof typeof tokens) => `zk_${tokens[who].repeat(43)}`
const principals = new Map<string, Principal>(
  (Object.keys(tokens) as (keyof typeof tokens)[]).map((who) => {
    const role = who === 'reader' ? 'federation' : 'organiser'
    const tenantId = who === 'second' ? 't2' : 't1'
    return [tokenOf(who), { keyId: who, tenantId, role, scopes: roleScopes[role], regionCode: null, employerId: null }]
  }),
)

async function startApp(limits: Partial<Limits> = {}) {
  const lines: string[] = []
  let lookedUp = 0
  const gates: PromiseWithResolvers<void>[] = []
  let now = 1_000
  const routes: RoutePlugin = async (made) => {
    made.route({
      ...contract,
      handler: async ({ body }) => {
        if (body.word !== 'wait') return { word: body.word }
        const gate = Promise.withResolvers<void>()
        gates.push(gate)
        await gate.promise
        return { word: 'waited' }
      },
    })
    made.route({ ...watchContract, handler: async () => await new Promise<string>(() => {}) })
  }
  const app = await createApp({
    logger: createLogger({ name: 'test', level: 'info' }, { write: (line: string) => void lines.push(line) }),
    authenticate: async (token) => {
      lookedUp += 1
      await setImmediate()
      return principals.get(token) ?? null
    },
    routes: [routes],
    checks: [],
    metrics: createMetrics({}),
    limits: { ...defaultLimits, eventLoopDelayMs: 0, ...limits },
    clock: () => now,
  })
  const post = (who: keyof typeof tokens | null, { word = 'x', payload = JSON.stringify({ word }), url = '/v1/things/a' } = {}) =>
    app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', ...(who && { authorization: `Bearer ${tokenOf(who)}` }) },
      payload,
    })
  const statuses = async (who: keyof typeof tokens | null, times: number) => {
    const answers = await Promise.all(Array.from({ length: times }, () => post(who)))
    return Object.fromEntries(
      Object.entries(Object.groupBy(answers, ({ statusCode }) => statusCode)).map(([code, all]) => [code, all?.length]),
    )
  }
  return {
    app,
    post,
    statuses,
    lines,
    gates,
    wait: (ms: number) => void (now += ms),
    lookedUp: () => lookedUp,
    [Symbol.asyncDispose]: () => app.close(),
  }
}

const refusedOf = async (app: { inject: (url: string) => Promise<{ body: string }> }, reason: string) =>
  Number(new RegExp(`^zhihe_http_refused_total\\{reason="${reason}"\\} (\\d+)`, 'm').exec((await app.inject('/metrics')).body)?.[1] ?? 0)

describe('the rate of a tenant and of a key', () => {
  it('lets a burst of two seconds in and refuses the rest with 429, when to come back and what is left', async () => {
    await using things = await startApp({ tenantPerSecond: 10, keyPerSecond: 5 })

    const first = await things.post('first')
    const rest = await Promise.all(Array.from({ length: 19 }, () => things.post('first')))

    expect(first.headers['ratelimit-policy']).toBe('"key";q=10;w=2, "tenant";q=20;w=2')
    expect(first.headers['ratelimit']).toBe('"key";r=9;t=1, "tenant";r=19;t=1')
    const refused = rest.filter(({ statusCode }) => statusCode === 429)
    expect(refused).toHaveLength(10)
    expect(refused[0]?.json()).toMatchObject({ code: 'too_many_requests', status: 429 })
    expect(refused[0]?.headers).toMatchObject({ 'retry-after': '1', ratelimit: '"key";r=0;t=1', 'cache-control': 'no-store' })
    expect(await refusedOf(things.app, 'key_rate')).toBe(10)
  })

  it('is each tenant’s own, and one key of it cannot use up all of it', async () => {
    await using things = await startApp({ tenantPerSecond: 10, keyPerSecond: 5 })

    expect(await things.statuses('first', 20)).toEqual({ 200: 10, 429: 10 })
    expect(await things.statuses('firstToo', 20)).toEqual({ 200: 10, 429: 10 })
    expect(await things.statuses('reader', 1)).toEqual({ 429: 1 })
    expect(await things.statuses('second', 10)).toEqual({ 200: 10 })
  })

  it('lets who has waited in again', async () => {
    await using things = await startApp({ tenantPerSecond: 10, keyPerSecond: 5 })

    await things.statuses('first', 12)
    things.wait(1_000)

    expect(await things.statuses('first', 8)).toEqual({ 200: 5, 429: 3 })
  })

  it('answers the first refusals at once and the others one by one: who goes on asking spends her own time', async () => {
    await using things = await startApp({ tenantPerSecond: 80, keyPerSecond: 40 })
    const started = performance.now()
    await things.statuses('first', 160)
    const atOnce = performance.now() - started
    await things.statuses('first', 10)
    const later = performance.now() - started - atOnce

    // The tenth turn at twenty a second.
    expect(later).toBeGreaterThanOrEqual(490)
    expect((await things.post('second')).statusCode).toBe(200)
  })

  it('counts what the key may not do', async () => {
    await using things = await startApp({ tenantPerSecond: 10, keyPerSecond: 5 })

    expect(await things.statuses('reader', 15)).toEqual({ 403: 10, 429: 5 })
  })

  it('is looked at before the body is read, and a large body counts once', async () => {
    await using things = await startApp({ tenantPerSecond: 10, keyPerSecond: 1 })
    const large = { payload: JSON.stringify({ word: 'x'.repeat(900_000) }) }

    const answers = [
      await things.post('first', large),
      await things.post('first', large),
      await things.post('first', { payload: '{broken' }),
    ]

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 429])
  })

  it('leaves health, metrics and the reference alone', async () => {
    await using things = await startApp({ tenantPerSecond: 1, keyPerSecond: 1, strangersPerSecond: 1 })
    await things.statuses('first', 4)

    for (const url of ['/livez', '/readyz', '/metrics', '/openapi.json']) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => things.app.inject(url)))
      expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(20).fill(200))
    }
  })

  it('says in the log that it refuses, once, and not once for each', async () => {
    await using things = await startApp({ tenantPerSecond: 100, keyPerSecond: 50 })

    await things.statuses('first', 200)

    expect(things.lines.filter((line) => line.includes('refusing requests'))).toHaveLength(1)
    expect(things.lines).toHaveLength(101)
  })
})

describe('requests at the same time', () => {
  it('of a tenant are limited; when one has been answered the next comes in; others do not wait', async () => {
    await using things = await startApp({ concurrentRequests: 3 })
    const running = Array.from({ length: 3 }, () => things.post('first', { word: 'wait' }))
    await vi.waitFor(() => expect(things.gates).toHaveLength(3))

    const refused = await things.post('firstToo')
    const others = await things.post('second')
    things.gates[0]?.resolve()
    await running[0]
    const next = await things.post('firstToo')
    for (const gate of things.gates) gate.resolve()
    await Promise.all(running)

    expect([refused.statusCode, others.statusCode, next.statusCode]).toEqual([429, 200, 200])
    expect(refused.headers['retry-after']).toBe('1')
    expect(await refusedOf(things.app, 'concurrency')).toBe(1)
  })

  it('are counted until the socket is gone when their sender hangs up, and streams apart from the rest', async () => {
    await using things = await startApp({ concurrentRequests: 2 })
    await things.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = things.app.server.address() as AddressInfo
    const watch = () => {
      const socket = connect(port, '127.0.0.1').on('error', () => {})
      socket.write(`GET /v1/watched HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${tokenOf('first')}\r\n\r\n`)
      return socket
    }
    const ask = async () =>
      (
        await fetch(`http://127.0.0.1:${port}/v1/watched`, {
          headers: { authorization: `Bearer ${tokenOf('first')}` },
          signal: AbortSignal.timeout(150),
        })
      ).status
    const sockets = [watch(), watch()]
    await vi.waitFor(async () => expect(await ask().catch(() => 0)).toBe(429), { timeout: 5_000 })

    const besides = await things.post('first')
    for (const socket of sockets) socket.destroy()

    expect(besides.statusCode).toBe(200)
    // A stream that has no answer yet is what a free place looks like.
    await vi.waitFor(async () => expect(await ask().catch(({ name }: Error) => name)).toBe('TimeoutError'), { timeout: 5_000 })
  })
})

describe('strangers', () => {
  it('have a share by address, and are not looked up any more beyond it; who had a good key a moment ago comes in', async () => {
    await using things = await startApp({ strangersPerSecond: 5 })
    await things.post('first')
    const wrong = () =>
      things.app.inject({ method: 'POST', url: '/v1/things/a', headers: { authorization: `Bearer zk_${'x'.repeat(43)}` } })

    const answers: number[] = []
    for (let turn = 0; turn < 15; turn++) answers.push((await wrong()).statusCode)
    const asked = things.lookedUp()

    expect(answers.filter((status) => status === 401)).toHaveLength(10)
    expect(answers.at(-1)).toBe(429)
    // The good key once, ten strangers; of the rest nobody.
    expect(asked).toBe(11)
    expect((await things.post('first')).statusCode).toBe(200)
    expect(await things.statuses(null, 1)).toEqual({ 429: 1 })
  })

  it('are known by X-Forwarded-For where a trusted proxy says it, and nowhere else', async () => {
    const from = (address: string) => ({ url: '/v1/things/a', method: 'POST' as const, headers: { 'x-forwarded-for': address } })
    const tryTwo = async (trustedProxies: string[]) => {
      await using things = await startApp({ strangersPerSecond: 1, trustedProxies })
      const answers = [from('10.1.1.1'), from('10.1.1.1'), from('10.1.1.1'), from('10.2.2.2')]
      const statuses: number[] = []
      for (const request of answers) statuses.push((await things.app.inject(request)).statusCode)
      return statuses
    }

    expect(await tryTwo(['loopback'])).toEqual([401, 401, 429, 401])
    expect(await tryTwo([])).toEqual([401, 401, 429, 429])
  })
})

describe('a thousand requests with one key', () => {
  it('ask once who holds it', async () => {
    await using things = await startApp()

    await things.statuses('first', 200)

    expect(things.lookedUp()).toBeLessThan(20)
  })
})

describe('a process under pressure', () => {
  it('sheds contracts with 503 and when to come back, and goes on to tell how it is', async () => {
    await using things = await startApp({ rssMib: 1 })

    await vi.waitFor(async () => expect((await things.post('first')).statusCode).toBe(503), { timeout: 5_000 })
    const shed = await things.post('first')

    expect(shed.json()).toMatchObject({ code: 'unavailable' })
    expect(shed.headers['retry-after']).toBe('2')
    expect(things.lookedUp()).toBeLessThan(100)
    for (const url of ['/livez', '/readyz', '/metrics']) expect((await things.app.inject(url)).statusCode).toBe(200)
    expect(await refusedOf(things.app, 'pressure')).toBeGreaterThan(0)
  })

  it('is one that is late again and again, not one that did a long piece of work, which is over', async () => {
    await using things = await startApp({ eventLoopDelayMs: 200 })
    const workFor = async (ms: number) => {
      const until = performance.now() + ms
      while (performance.now() < until) JSON.stringify(until)
      // Timers that are due run now.
      for (let turn = 0; turn < 5; turn++) await setImmediate()
    }

    await workFor(1_300)
    const afterOne = await things.post('first')
    for (let turn = 0; turn < 3; turn++) await workFor(1_100)
    const afterMany = await things.post('first')

    expect([afterOne.statusCode, afterMany.statusCode]).toEqual([200, 503])
  })
})

describe('an address', () => {
  it.each([
    ['bytes that are not UTF-8', '/v1/things/a?word=%ff%fe', '#/query', 'bad_character'],
    ['half a surrogate pair', '/v1/things/a?word=%ed%a0%80', '#/query', 'bad_character'],
    ['a percent sign that begins nothing', '/v1/things/a?word=%zz', '#/query', 'bad_character'],
    ['U+0000', '/v1/things/a?word=%00', '#/query/word', 'bad_character'],
    ['more than anybody needs', `/v1/things/a?word=${'x'.repeat(8_200)}`, '#/query', 'too_big'],
  ])('with %s is refused', async (_, url, pointer, code) => {
    await using things = await startApp()

    const response = await things.post('first', { url })

    expect(response.statusCode).toBe(422)
    expect(response.json()).toMatchObject({ errors: [{ pointer, code }] })
  })

  it.each(['/v1/things/%00', '/v1/things/a%00b', '/v1/things/%ff', '/v1/things/%ed%a0%80'])(
    'that names nothing which can be: %s',
    async (url) => {
      await using things = await startApp()

      expect((await things.post('first', { url })).statusCode).toBe(404)
    },
  )
})

describe('the configuration of limits', () => {
  it('is the defaults when nothing is set, and what is set otherwise', () => {
    const read = (env: Record<string, string>) => limitsOf(z.object(limitFields).parse(env))

    expect(read({})).toEqual(defaultLimits)
    expect(read({ RATE_LIMIT_PER_SECOND: '30', CONCURRENT_REQUESTS: '4', TRUSTED_PROXIES: 'loopback,10.0.0.0/8' })).toMatchObject({
      tenantPerSecond: 30,
      keyPerSecond: 15,
      strangersPerSecond: 15,
      concurrentRequests: 4,
      trustedProxies: ['loopback', '10.0.0.0/8'],
    })
    expect(() => read({ RATE_LIMIT_PER_SECOND: '0' })).toThrow('RATE_LIMIT_PER_SECOND')
    expect(() => read({ CONCURRENT_REQUESTS: 'many' })).toThrow('CONCURRENT_REQUESTS')
  })
})
