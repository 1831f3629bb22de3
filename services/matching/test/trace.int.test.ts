import { createLogger } from '@zhihe/runtime/log'
import { startTracing } from '@zhihe/runtime/tracing'
import { eventually } from '@zhihe/testing/eventually'
import { startTraceCollector } from '@zhihe/testing/trace-collector'
import { describe, expect, it } from 'vitest'
import { change, jobseeker, posting, publish } from './facts.ts'
import { startMatching } from './matching-service.ts'

const traceOf = (letter: string) => `00-${letter.repeat(32)}-${'1'.repeat(16)}-01`

describe('what is told of a list', () => {
  it('belongs to the trace of the posting, or of the person, because of whom it changed', async () => {
    await using matching = await startMatching()
    await using collector = await startTraceCollector()
    await using _ = await startTracing({
      name: 'matching-worker',
      endpoint: collector.url,
      logger: createLogger({ name: 'test', level: 'silent' }),
    })
    const worker = matching.startWorker()
    const [job, early, late] = [posting(), jobseeker(), jobseeker()]
    const lists = async () => (await matching.emitted()).filter(({ type }) => type === 'shortlist.changed')

    await worker.take(change(early))
    await worker.take({ ...publish(job), trace: traceOf('a') })
    await eventually(async () => expect(await lists()).toHaveLength(1))
    await worker.take({ ...change(late), trace: traceOf('b') })
    const told = await eventually(async () => {
      const all = await lists()
      expect(all).toHaveLength(2)
      return all
    })

    expect(told.map(({ trace }) => trace?.slice(3, 35))).toEqual(['a'.repeat(32), 'b'.repeat(32)])
    await eventually(() => expect(collector.spans).toHaveLength(4))
    for (const letter of ['a', 'b']) {
      const own = collector.spans.filter(({ traceId }) => traceId === letter.repeat(32))
      const [consume, rank] = ['matching consume', 'matching rank'].map((name) => own.find((span) => span.name === name))
      expect(consume?.parentSpanId).toBe('1'.repeat(16))
      expect(rank?.parentSpanId).toBe(consume?.spanId)
      expect(told.some(({ trace }) => trace === `00-${rank?.traceId}-${rank?.spanId}-01`)).toBe(true)
    }
  })
})
