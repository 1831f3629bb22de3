import { inSpan, traceparent } from '@zhihe/runtime/trace'
import { startTracing } from '@zhihe/runtime/tracing'
import { eventually } from '@zhihe/testing/eventually'
import { startTraceCollector } from '@zhihe/testing/trace-collector'
import { describe, expect, it } from 'vitest'
import { appendToOutbox } from '../src/append.ts'
import type { OutboxJob, Publish } from '../src/publish-batch.ts'
import { createWorld, logger, outbox, updates } from './world.ts'

const now = new Date('2026-11-22T09:00:00Z')

function keeping() {
  const jobs: OutboxJob[] = []
  const publish: Publish = async (_consumer, more) => void jobs.push(...more)
  return { jobs, publish }
}

describe('an event of a trace', () => {
  it('brings it along, and publishing it is part of it', async () => {
    await using world = await createWorld()
    await using collector = await startTraceCollector()
    await using _ = await startTracing({ name: 'api', endpoint: collector.url, logger })
    const { jobs, publish } = keeping()

    await inSpan('request', { begins: true }, () =>
      world.database.db.transaction((tx) => appendToOutbox(tx, outbox, { events: updates(2), now })),
    )
    await using _relay = world.relay({ publish })
    await eventually(() => expect(jobs).toHaveLength(2))

    await eventually(() => expect(collector.spans).toHaveLength(4))
    const [request, append] = ['request', 'outbox append'].map((name) => collector.spans.find((span) => span.name === name))
    expect(append).toMatchObject({ traceId: request?.traceId, parentSpanId: request?.spanId, attributes: { 'zhihe.events': 2 } })
    expect(jobs.map(({ data }) => data.trace)).toEqual([1, 2].map(() => `00-${append?.traceId}-${append?.spanId}-01`))
    expect(collector.spans.filter(({ name }) => name === 'relay publish')).toMatchObject(
      [1, 2].map(() => ({
        parentSpanId: append?.spanId,
        attributes: { 'zhihe.event.type': 'jobseeker.changed', 'zhihe.outcome': 'accepted' },
      })),
    )
  })

  it('belongs to the trace that it names rather than to what is active', async () => {
    await using world = await createWorld()
    await using collector = await startTraceCollector()
    await using _ = await startTracing({ name: 'worker', endpoint: collector.url, logger })
    const own = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    const [first, second] = updates(2)

    const traces = await inSpan('batch', { begins: true }, async () => {
      const events = await world.database.db.transaction((tx) =>
        appendToOutbox(tx, outbox, { events: [{ ...first!, trace: own }, second!], now }),
      )
      return { events, active: traceparent() }
    })

    expect(traces.events[0]?.trace).toBe(own)
    expect(traces.events[1]?.trace?.slice(0, 35)).toBe(traces.active?.slice(0, 35))
  })

  it('is not there where nothing is traced, and one that cannot be read keeps nobody from publishing', async () => {
    await using world = await createWorld()
    const { jobs, publish } = keeping()
    const [id] = await world.append(1)
    const [row] = await world.query<{ payload: object }>('select payload from emitter.outbox')
    await world.query(`update emitter.outbox set payload = payload || '{"trace": "nonsense"}'`)

    await using _relay = world.relay({ publish })
    await eventually(() => expect(jobs).toHaveLength(1))

    expect(row?.payload).not.toHaveProperty('trace')
    expect(jobs[0]?.data.id).toBe(id)
    expect(jobs[0]?.data.trace).toBeUndefined()
  })
})
