import { type Principal, roleScopes } from '@zhihe/contracts/access'
import { defineRoute } from '@zhihe/contracts/route'
import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { traceparent } from '@zhihe/runtime/trace'
import { startTracing } from '@zhihe/runtime/tracing'
import { eventually } from '@zhihe/testing/eventually'
import { startTraceCollector } from '@zhihe/testing/trace-collector'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createApp, type RoutePlugin } from '../src/app.ts'

const id = '019a0000-0000-7000-8000-000000000001'
const stranger = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const contract = defineRoute({
  method: 'POST',
  url: '/v1/things/:id',
  schema: {
    params: z.strictObject({ id: z.uuidv7() }),
    body: z.strictObject({ fails: z.boolean() }),
    response: { 200: z.strictObject({ active: z.string().nullable() }) },
  },
  config: { operationId: 'changeThing', tag: 'things', summary: 'A thing', scope: 'postings:write' },
})
const principal: Principal = {
  keyId: 'k',
  tenantId: 't',
  role: 'organiser',
  scopes: roleScopes.organiser,
  regionCode: null,
  employerId: null,
}

async function startApp({ traced }: { traced: boolean }) {
  const stack = new AsyncDisposableStack()
  const lines: string[] = []
  const logger = createLogger({ name: 'test', level: 'info' }, { write: (line: string) => void lines.push(line) })
  const collector = stack.use(await startTraceCollector())
  stack.use(await startTracing({ name: 'api', endpoint: traced ? collector.url : undefined, logger }))
  const routes: RoutePlugin = async (app) => {
    app.route({
      ...contract,
      handler: async ({ body }) => {
        if (body.fails) throw new Error('a bug')
        return { active: traceparent() ?? null }
      },
    })
  }
  const entered = Promise.withResolvers<void>()
  const authenticate = async () => {
    entered.resolve()
    return principal
  }
  const app = await createApp({ logger, authenticate, routes: [routes], checks: [], metrics: createMetrics({}) })
  stack.adopt(app, () => app.close())
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  // Over a real socket, and its end only when it is waited for: what is there at once is read without leaving the span.
  const send = async (body: unknown, headers: Record<string, string> = {}): Promise<{ active?: string }> => {
    const text = JSON.stringify(body)
    const pieces = new ReadableStream({
      async start(controller) {
        controller.enqueue(Buffer.from(text.slice(0, 3)))
        await entered.promise
        await new Promise(setImmediate)
        controller.enqueue(Buffer.from(text.slice(3)))
        controller.close()
      },
    })
    const all = { authorization: `Bearer zk_${'a'.repeat(43)}`, 'content-type': 'application/json', ...headers }
    const response = await fetch(`${origin}/v1/things/${id}?q=secret`, { method: 'POST', headers: all, body: pieces, duplex: 'half' })
    return (await response.json()) as { active?: string }
  }
  const logged = () =>
    lines.map((line) => JSON.parse(line) as { msg: string; reqId?: string; traceId?: string }).filter(({ reqId }) => reqId !== undefined)
  return { origin, send, collector, logged, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

describe('a traced request', () => {
  it('is one span, by route pattern and without what the address says', async () => {
    await using api = await startApp({ traced: true })

    const { active } = await api.send({ fails: false })

    await eventually(() => expect(api.collector.spans).toHaveLength(1))
    const [span] = api.collector.spans
    expect(span).toMatchObject({ name: 'POST /v1/things/:id', service: 'api', parentSpanId: '', isError: false })
    expect(span?.attributes).toEqual({ 'http.request.method': 'POST', 'http.route': '/v1/things/:id', 'http.response.status_code': 200 })
    expect(active).toBe(`00-${span?.traceId}-${span?.spanId}-01`)
    for (const secret of [id, 'secret', '127.0.0.1']) expect(api.collector.raw.join()).not.toContain(secret)
  })

  it('goes on with the trace of its caller', async () => {
    await using api = await startApp({ traced: true })

    const { active } = await api.send({ fails: false }, { traceparent: stranger })

    await eventually(() =>
      expect(api.collector.spans[0]).toMatchObject({ traceId: stranger.slice(3, 35), parentSpanId: stranger.slice(36, 52) }),
    )
    expect(active?.slice(0, 35)).toBe(stranger.slice(0, 35))
  })

  it('names its trace in the lines of the log that are about it, also where it fails', async () => {
    await using api = await startApp({ traced: true })

    await api.send({ fails: true })

    await eventually(() =>
      expect(api.collector.spans[0]).toMatchObject({ isError: true, attributes: { 'http.response.status_code': 500 } }),
    )
    const traceId = api.collector.spans[0]?.traceId
    expect(api.logged()).toMatchObject([
      { msg: 'request failed', traceId },
      { msg: 'request', traceId },
    ])
  })

  it('is none where health and metrics are asked for', async () => {
    await using api = await startApp({ traced: true })

    for (const path of ['/livez', '/readyz', '/metrics', '/nowhere']) await fetch(api.origin + path)
    await api.send({ fails: false })

    await eventually(() => expect(api.collector.spans.map(({ name }) => name)).toEqual(['POST /v1/things/:id']))
  })

  it('is not traced where nobody collects', async () => {
    await using api = await startApp({ traced: false })

    expect(await api.send({ fails: false }, { traceparent: stranger })).toEqual({ active: null })
    expect(api.logged().every(({ traceId }) => traceId === undefined)).toBe(true)
  })
})
