import { createLogger } from '@zhihe/runtime/log'
import { createMetrics } from '@zhihe/runtime/metrics'
import { type EventuallyOptions, eventually as eventuallyWithin } from '@zhihe/testing/eventually'
import { type OpenQueueBackend, queueBackends } from '@zhihe/testing/queue-backends'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ReceivedJob, startConsumer } from '../src/consumer.ts'
import { listDead, retryDead } from '../src/dead-letters.ts'
import { measureQueue } from '../src/measure-queue.ts'
import { crashPolicy, defaultLeaseMs } from '../src/policy.ts'
import { openProducer } from '../src/producer.ts'
import { type SpawnedWorker, spawnWorker } from './spawn-worker.ts'
import type { Deed } from './worker-process.ts'

// Several processes on a busy machine: what is right comes, if late.
const eventually = <T>(assertion: () => T | Promise<T>, options: EventuallyOptions = { withinMs: 30_000 }) =>
  eventuallyWithin(assertion, options)

const logger = createLogger({ name: 'test', level: 'silent' })
const leaseMs = 1_000

describe.each(queueBackends())('workers that die on $name', (kind) => {
  let backend: OpenQueueBackend
  let count = 0
  let address: { url: string; queue: string; keyPrefix: string }

  beforeAll(async () => {
    backend = await kind.open()
  })
  afterAll(async () => {
    await backend[Symbol.asyncDispose]()
  })
  beforeEach(() => {
    count += 1
    address = { url: backend.url, queue: `c${count}`, keyPrefix: backend.keyPrefix }
  })

  it('lose no job that was killed ten times', async () => {
    await using producer = openProducer({ ...address, logger })
    await producer.addBulk(jobs(40, { deed: 'hold' }))
    const held: number[] = []

    for (let kill = 0; kill < 10; kill += 1) {
      await using worker = spawnWorker({ ...address, leaseMs, concurrency: 40 })
      const isSuspicious = kill >= crashPolicy.suspectAfter
      await eventually(() => expect(worker.begun.length).toBeGreaterThanOrEqual(isSuspicious ? 1 : 40), { withinMs: 30_000 })
      held.push(worker.begun.length)
    }

    const done = new Set<string>()
    await using consumer = startConsumer({
      ...address,
      logger,
      leaseMs,
      concurrency: 40,
      handle: async ({ jobId }) => void done.add(jobId),
    })
    await eventually(() => expect(done.size).toBe(40), { withinMs: 30_000 })
    await eventually(async () => expect(await consumer.stats()).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 }))
    // Whoever saw two deaths runs alone.
    expect(held).toEqual([40, 40, 1, 1, 1, 1, 1, 1, 1, 1])
  }, 120_000)

  it('set aside a job that kills five of them, and nothing else', async () => {
    await using producer = openProducer({ ...address, logger })
    const all = jobs(200, { deed: 'do' })
    all[57] = { name: 'posting.published', jobId: 'event-57', data: { deed: 'kill' } satisfies Deed }
    await producer.addBulk(all)
    const done = new Set<string>()
    let deaths = 0

    for (let isOver = false; !isOver; ) {
      await using worker = spawnWorker({ ...address, leaseMs, concurrency: 8 })
      isOver = await Promise.race([worker.exited.then(() => false), untilDead(address, worker)])
      for (const jobId of worker.done) done.add(jobId)
      if (!isOver) deaths += 1
    }

    await using last = spawnWorker({ ...address, leaseMs, concurrency: 8 })
    await eventually(() => expect(new Set([...done, ...last.done]).size).toBe(199), { withinMs: 30_000 })
    expect(deaths).toBe(5)
    expect(await listDead(address)).toMatchObject([
      { jobId: 'event-57', reason: 'quarantined: its worker died 5 times while it ran', data: { deed: 'kill' } },
    ])
  }, 120_000)

  it('give a job that was set aside another life on demand, and count those that they set aside', async () => {
    await using producer = openProducer({ ...address, logger })
    await producer.addBulk(jobs(1, { deed: 'kill' }))
    for (let death = 0; death < 5; death += 1) {
      await using worker = spawnWorker({ ...address, leaseMs, concurrency: 1 })
      await worker.exited
    }
    const metrics = createMetrics({})
    const done: ReceivedJob[] = []
    await using consumer = startConsumer({ ...address, logger, leaseMs, concurrency: 1, handle: async (job) => void done.push(job) })
    measureQueue(metrics, address.queue, consumer)

    await eventually(() => expect(consumer.quarantined()).toBe(1), { withinMs: 30_000 })
    const text = await metrics.metrics()
    await retryDead(address)

    await eventually(() => expect(done).toMatchObject([{ jobId: 'event-0', attempt: 1 }]))
    expect(text).toContain('zhihe_queue_quarantined_total 1')
    expect(text).toContain(`zhihe_queue_jobs{queue="${address.queue}",state="failed"} 1`)
    expect(text).toContain(`zhihe_queue_oldest_waiting_seconds{queue="${address.queue}"} 0`)
  }, 120_000)

  it('keep a job while their event loop is blocked for three seconds, and lose it cleanly when it is blocked for longer than the lease', async () => {
    await using producer = openProducer({ ...address, logger })
    const taken: string[] = []
    const handle = async ({ jobId }: ReceivedJob): Promise<void> => void taken.push(jobId)
    await using patient = spawnWorker({ ...address, leaseMs: defaultLeaseMs, concurrency: 1 })
    await producer.addBulk(jobs(1, { deed: 'block', ms: 3_000 }))
    await eventually(() => expect(patient.begun).toHaveLength(1), { withinMs: 30_000 })
    const watcher = startConsumer({ ...address, logger, concurrency: 1, handle })
    await eventually(() => expect(patient.done).toHaveLength(1), { withinMs: 30_000 })
    await watcher.stop()
    await patient.kill()
    const takenTooEarly = taken.splice(0)

    await using blocked = spawnWorker({ ...address, leaseMs, concurrency: 1 })
    await producer.addBulk([{ name: 'posting.published', jobId: 'event-long', data: { deed: 'block', ms: 5_000 } satisfies Deed }])
    await eventually(() => expect(blocked.begun).toContain('event-long'), { withinMs: 30_000 })
    await using rescuer = startConsumer({ ...address, logger, leaseMs, concurrency: 1, handle })

    await eventually(() => expect(taken).toEqual(['event-long']), { withinMs: 30_000 })
    await eventually(() => expect(blocked.done).toContain('event-long'), { withinMs: 30_000 })
    await eventually(async () => expect(await rescuer.stats()).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 }))
    expect(takenTooEarly).toEqual([])
    expect(taken).toEqual(['event-long'])
  }, 60_000)
})

function jobs(count: number, data: Deed) {
  return Array.from({ length: count }, (_, n) => ({ name: 'posting.published', data, jobId: `event-${n}` }))
}

/** Resolves with true when the queue has a dead letter; false when the worker died first. */
async function untilDead(address: { url: string; queue: string; keyPrefix: string }, worker: SpawnedWorker): Promise<boolean> {
  let hasExited = false
  void worker.exited.then(() => (hasExited = true))
  await eventually(async () => expect(hasExited || (await listDead(address)).length > 0).toBe(true), { withinMs: 30_000 })
  return !hasExited
}
