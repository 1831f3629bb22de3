import { eventually } from '@zhihe/testing/eventually'
import { startTraceCollector } from '@zhihe/testing/trace-collector'
import { describe, expect, it } from 'vitest'
import { createLogger } from '../src/log.ts'
import { inSpan, isTracing, openSpan, type SpanFacts, traceId, traceparent } from '../src/trace.ts'
import { startTracing } from '../src/tracing.ts'

const stranger = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

function listeningLogger() {
  const lines: string[] = []
  return { lines, logger: createLogger({ name: 'test', level: 'info' }, { write: (line: string) => void lines.push(line) }) }
}

async function collecting() {
  const stack = new AsyncDisposableStack()
  const collector = stack.use(await startTraceCollector())
  const log = listeningLogger()
  stack.use(await startTracing({ name: 'one', endpoint: collector.url, logger: log.logger }))
  return { ...log, collector, [Symbol.asyncDispose]: () => stack.disposeAsync() }
}

describe('tracing', () => {
  it('is off without a collector, and then nothing is traced', async () => {
    await using _ = await startTracing({ name: 'one', endpoint: undefined, logger: listeningLogger().logger })

    const inside = await inSpan('work', { begins: true, parent: stranger }, async () => traceparent())

    expect([isTracing(), inside, openSpan('more', { begins: true }).traceparent]).toEqual([false, undefined, undefined])
  })

  it('connects what is done inside, and what is done elsewhere with its traceparent', async () => {
    await using house = await collecting()

    const sent = await inSpan('outer', { begins: true }, () => inSpan('inner', {}, async () => traceparent()))
    await inSpan('elsewhere', { parent: sent }, async () => {})

    await eventually(() => expect(house.collector.spans).toHaveLength(3))
    const [outer, inner, elsewhere] = ['outer', 'inner', 'elsewhere'].map((name) => house.collector.spans.find((one) => one.name === name))
    expect(outer).toMatchObject({ parentSpanId: '', service: 'one' })
    expect(inner).toMatchObject({ traceId: outer?.traceId, parentSpanId: outer?.spanId })
    expect(elsewhere).toMatchObject({ traceId: outer?.traceId, parentSpanId: inner?.spanId })
  })

  it('begins no trace for what runs by itself', async () => {
    await using house = await collecting()

    await inSpan('polling', {}, async () => {})
    await inSpan('a request', { begins: true }, async () => {})

    await eventually(() => expect(house.collector.spans.map(({ name }) => name)).toEqual(['a request']))
  })

  it('goes on with the trace of a stranger, but not with what is none', async () => {
    await using house = await collecting()

    for (const parent of [stranger, 'nonsense', `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`, stranger.toUpperCase()])
      await inSpan('heard', { begins: true, parent }, async () => {})

    await eventually(() => expect(house.collector.spans).toHaveLength(4))
    expect(house.collector.spans.map(({ traceId: id }) => id === stranger.slice(3, 35))).toEqual([true, false, false, false])
    expect(openSpan('consumed', { parent: `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01` }).traceparent).toBeUndefined()
  })

  it('does not keep what a stranger does not keep', async () => {
    await using house = await collecting()

    await inSpan('unwanted', { begins: true, parent: stranger.replace(/01$/, '00') }, async () => {})
    await inSpan('wanted', { begins: true }, async () => {})

    await eventually(() => expect(house.collector.spans.map(({ name }) => name)).toEqual(['wanted']))
  })

  it('says of a span what is listed and nothing else, and of an error its kind alone', async () => {
    await using house = await collecting()
    const facts = { 'zhihe.event.type': 'jobseeker.changed', name: '王小明' } as SpanFacts

    const failing = inSpan('work', { begins: true, facts }, async () => {
      throw new Error('of 王小明', { cause: Object.assign(new Error('王小明 is known'), { code: '23505' }) })
    })

    await expect(failing).rejects.toThrow('of 王小明')
    await eventually(() => expect(house.collector.spans).toHaveLength(1))
    expect(house.collector.spans[0]).toMatchObject({
      isError: true,
      attributes: { 'zhihe.event.type': 'jobseeker.changed', 'error.type': '23505' },
    })
    expect(house.collector.raw.join()).not.toContain('王小明')
  })

  it('names the trace in every line of the log, inside and not outside', async () => {
    await using house = await collecting()

    house.logger.info('before')
    const id = await inSpan('work', { begins: true }, async () => {
      house.logger.info('within')
      return traceId()
    })

    expect(house.lines.map((line) => (JSON.parse(line) as { traceId?: string }).traceId)).toEqual([undefined, id])
  })

  it('costs one line in the log when the collector goes away and one when it is back', async () => {
    const gone = await startTraceCollector()
    await gone[Symbol.asyncDispose]()
    const { lines, logger } = listeningLogger()
    await using _ = await startTracing({ name: 'one', endpoint: gone.url, logger })
    const trace = () => inSpan('work', { begins: true }, async () => {})

    await trace()
    await eventually(() => expect(lines.length).toBeGreaterThan(0), { withinMs: 15_000 })
    await using collector = await startTraceCollector(Number(new URL(gone.url).port))
    await eventually(
      async () => {
        await trace()
        expect(collector.spans.length).toBeGreaterThan(0)
        expect(lines.length).toBeGreaterThan(1)
      },
      { withinMs: 15_000 },
    )

    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'the collector of traces is unreachable; trying again until it is back',
      'the collector of traces is back',
    ])
  })
})
