import { createLogger } from '@zhihe/runtime/log'
import { startTracing } from '@zhihe/runtime/tracing'
import { eventually } from '@zhihe/testing/eventually'
import { startTraceCollector } from '@zhihe/testing/trace-collector'
import { startWebhookCatcher } from '@zhihe/testing/webhook-catcher'
import { describe, expect, it } from 'vitest'
import { postingClosed } from './sample-events.ts'
import { sendAll, startWebhooks } from './webhooks-service.ts'

const trace = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`

async function startTraced({ status }: { status: number }) {
  const stack = new AsyncDisposableStack()
  const collector = stack.use(await startTraceCollector())
  const webhooks = stack.use(await startWebhooks())
  const catcher = stack.use(await startWebhookCatcher({ reply: { status } }))
  await webhooks.createEndpoint(catcher.url)
  stack.use(
    await startTracing({ name: 'webhooks-worker', endpoint: collector.url, logger: createLogger({ name: 'test', level: 'silent' }) }),
  )
  return { collector, webhooks, catcher, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

describe('a delivery', () => {
  it('goes on with the trace of its event, and tells the receiver nothing of it', async () => {
    await using house = await startTraced({ status: 204 })
    const { webhooks, collector, catcher } = house

    await webhooks.hear({ ...postingClosed(webhooks), trace })
    await sendAll(webhooks.startSender())

    await eventually(() => expect(collector.spans).toHaveLength(2))
    const [consume, delivery] = ['webhooks consume', 'webhook delivery'].map((name) => collector.spans.find((span) => span.name === name))
    expect(consume).toMatchObject({ traceId: 'a'.repeat(32), parentSpanId: 'b'.repeat(16) })
    expect(delivery).toMatchObject({ traceId: 'a'.repeat(32), parentSpanId: consume?.spanId })
    expect(delivery?.attributes).toEqual({ 'zhihe.attempt': 1, 'zhihe.outcome': 'success', 'http.response.status_code': 204 })
    const [request] = catcher.requests
    expect(JSON.stringify(request?.headers) + request?.rawBody.toString()).not.toMatch(/trace|a{32}/)
  })

  it('is a span for each attempt, which says how it failed', async () => {
    await using house = await startTraced({ status: 500 })
    const { webhooks, collector } = house
    const sender = webhooks.startSender()

    await webhooks.hear({ ...postingClosed(webhooks), trace })
    await sendAll(sender)
    webhooks.advance(60_000)
    await sendAll(sender)

    const attempts = await eventually(() => {
      const found = collector.spans.filter(({ name }) => name === 'webhook delivery')
      expect(found).toHaveLength(2)
      return found
    })
    expect(attempts.map(({ attributes }) => attributes)).toMatchObject(
      [1, 2].map((attempt) => ({ 'zhihe.attempt': attempt, 'zhihe.outcome': 'failure', 'error.type': 'http_status' })),
    )
    expect(new Set(attempts.map(({ parentSpanId }) => parentSpanId)).size).toBe(1)
  })

  it('belongs to no trace when its event does not', async () => {
    await using house = await startTraced({ status: 204 })
    const { webhooks, collector, catcher } = house

    await webhooks.hear(postingClosed(webhooks))
    await sendAll(webhooks.startSender())
    await webhooks.hear({ ...postingClosed(webhooks), trace })
    await sendAll(webhooks.startSender())

    expect(catcher.requests).toHaveLength(2)
    await eventually(() => expect(collector.spans.length).toBeGreaterThanOrEqual(2))
    expect(collector.spans.every(({ traceId }) => traceId === 'a'.repeat(32))).toBe(true)
    const { rows } = await webhooks.admin.query<{ traced: boolean }>(
      'select trace is not null as traced from webhooks.messages order by id',
    )
    expect(rows.map(({ traced }) => traced)).toEqual([false, true])
  })
})
