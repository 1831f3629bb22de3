import { eventually } from '@zhihe/testing/eventually'
import { type CollectedSpan, startTraceCollector, type TraceCollector } from '@zhihe/testing/trace-collector'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backendNames, startWorld, type World } from '../../chaos/world/world.ts'
import { checked, employer, person, posting } from './people-and-postings.ts'

const withinMs = 30_000

describe.each(backendNames)('one trace through real processes, with the queue on %s', (backend) => {
  const stack = new AsyncDisposableStack()
  let collector: TraceCollector
  let catcher: Awaited<ReturnType<typeof startWebhookCatcher>>
  let world: World
  let postingId: string
  beforeAll(async () => {
    collector = stack.use(await startTraceCollector())
    catcher = stack.use(await startWebhookCatcher())
    world = stack.use(await startWorld({ backend, env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url } }))
    const events = ['posting.published', 'match.proposed', 'match.withdrawn']
    await checked(world, { method: 'POST', path: '/v1/webhook-endpoints', role: 'organiser', body: { url: catcher.url, events } })
    const { id: employerId } = await checked(world, { method: 'POST', path: '/v1/employers', role: 'organiser', body: employer })
    const made = await checked(world, { method: 'POST', path: '/v1/postings', role: 'organiser', body: { ...posting, employerId } })
    postingId = made.id
  }, 120_000)
  afterAll(() => stack.disposeAsync())

  it('leads from POST /v1/postings to the webhook that tells of it', async () => {
    const way = await eventually(() => wayOfDelivery(collector.spans, 'POST /v1/postings'), { withinMs })

    expect(way).toEqual([
      'postings-api: POST /v1/postings',
      'postings-api: outbox append',
      'webhooks-worker: webhooks consume',
      'webhooks-worker: webhook delivery',
    ])
  })

  it('leads from a new person over her rank on a list to the webhook that proposes her', async () => {
    await checked(world, { method: 'POST', path: '/v1/jobseekers', role: 'federation', body: person })

    const way = await eventually(() => wayOfDelivery(collector.spans, 'POST /v1/jobseekers'), { withinMs })

    expect(way).toEqual([
      'jobseekers-api: POST /v1/jobseekers',
      'matching-worker: matching consume',
      'matching-worker: matching rank',
      'webhooks-worker: webhooks consume',
      'webhooks-worker: webhook delivery',
    ])
    await eventually(
      () => {
        const relays = collector.spans.filter(({ name }) => name === 'relay publish').map(({ service }) => service)
        expect(new Set(relays)).toEqual(new Set(['postings-relay', 'jobseekers-relay', 'matching-relay']))
      },
      { withinMs },
    )
  })

  it('has no gap, and says nothing of the person, of the posting or to the receiver', async () => {
    // Each process sends what it has once a second, so a child may be here before its parent.
    await eventually(
      () => {
        const known = new Set(collector.spans.map(({ spanId }) => spanId))
        expect(collector.spans.filter(({ parentSpanId }) => parentSpanId !== '' && !known.has(parentSpanId))).toEqual([])
      },
      { withinMs },
    )
    const said = collector.raw.join('\n')
    const { name, phone, idNumber } = person.identity
    for (const secret of [name, phone, idNumber, postingId, 'Bearer', catcher.url, '127.0.0.1']) expect(said).not.toContain(secret)
    expect(said).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/)
    expect(catcher.requests.every(({ headers }) => headers['traceparent'] === undefined)).toBe(true)
    for (const { traceId } of collector.spans) for (const { rawBody } of catcher.requests) expect(rawBody.toString()).not.toContain(traceId)
  })

  it('names its trace in the log of each process that it went through', async () => {
    const traceId = collector.spans.find(({ name }) => name === 'POST /v1/postings')?.traceId

    const line = world.processes.log('postings-api').find(({ msg, route }) => msg === 'request' && route === '/v1/postings')

    expect(traceId).toMatch(/^[0-9a-f]{32}$/)
    expect(line?.['traceId']).toBe(traceId)
  })
})

/** From the root to a delivery that belongs to a request; fails while there is none. */
function wayOfDelivery(spans: readonly CollectedSpan[], request: string): string[] {
  const asked = new Set(spans.filter(({ name }) => name === request).map(({ traceId }) => traceId))
  const last = spans.find(({ name, traceId }) => name === 'webhook delivery' && asked.has(traceId))
  expect(last, `a delivery in the trace of ${request}`).toBeDefined()
  const way: string[] = []
  for (let span = last; span; span = spans.find(({ spanId }) => spanId === span?.parentSpanId)) way.unshift(`${span.service}: ${span.name}`)
  expect(way[0], 'the root').toContain(request)
  return way
}
