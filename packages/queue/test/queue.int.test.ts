import { openDatabase } from '@zhihe/postgres/pool'
import { createLogger } from '@zhihe/runtime/log'
import { eventually } from '@zhihe/testing/eventually'
import { freePort } from '@zhihe/testing/free-ports'
import { type OpenQueueBackend, queueBackends } from '@zhihe/testing/queue-backends'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ReceivedJob, startConsumer } from '../src/consumer.ts'
import { listDead, retryDead } from '../src/dead-letters.ts'
import { retryPolicy, UnrecoverableJobError } from '../src/policy.ts'
import { isJobRefusal, openProducer } from '../src/producer.ts'

const logger = createLogger({ name: 'test', level: 'silent' })

describe.each(queueBackends())('the queue on $name', (kind) => {
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
    address = { url: backend.url, queue: `q${count}`, keyPrefix: backend.keyPrefix }
  })

  it('hands each added job to the consumer once, with its name, data and id', async () => {
    const received: ReceivedJob[] = []
    await using producer = openProducer({ ...address, logger })
    await using consumer = startConsumer({ ...address, logger, concurrency: 4, handle: async (job) => void received.push(job) })

    await producer.addBulk(jobs(30))

    await eventually(() => expect(received).toHaveLength(30))
    expect(received.map(({ jobId }) => jobId).toSorted()).toEqual(
      jobs(30)
        .map(({ jobId }) => jobId)
        .toSorted(),
    )
    expect(received[0]).toMatchObject({ name: 'posting.published', attempt: 1 })
    await eventually(async () => expect(await consumer.isReady()).toBe(true))
    await eventually(async () => expect(await consumer.stats()).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 }))
    await eventually(async () => expect(await producer.isReady()).toBe(true))
  })

  it('tries a job again after a pause until it succeeds', async () => {
    const attempts: number[] = []
    const handle = async ({ attempt }: ReceivedJob): Promise<void> => {
      attempts.push(attempt)
      if (attempt < 3) throw new Error('the database is away')
    }
    await using producer = openProducer({ ...address, logger })
    await using consumer = startConsumer({ ...address, logger, concurrency: 1, handle })

    await producer.addBulk(jobs(1))

    await eventually(() => expect(attempts).toEqual([1, 2, 3]))
    await eventually(async () => expect(await consumer.stats()).toMatchObject({ delayed: 0, active: 0, failed: 0 }))
  })

  it('uses up no attempt while the database is away, however long that lasts', async () => {
    await using away = openDatabase({ url: `postgres://nobody@127.0.0.1:${await freePort()}/none`, applicationName: 'test' })
    const attempts: number[] = []
    const handle = async ({ attempt }: ReceivedJob): Promise<void> => {
      attempts.push(attempt)
      if (attempts.length <= retryPolicy.attempts) await away.pool.query('select 1')
    }
    await using producer = openProducer({ ...address, logger })
    await using consumer = startConsumer({ ...address, logger, concurrency: 1, handle })

    await producer.addBulk(jobs(1))

    await eventually(() => expect(attempts).toEqual(Array.from({ length: retryPolicy.attempts + 1 }, () => 1)), { withinMs: 40_000 })
    await eventually(async () => expect(await consumer.stats()).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 }))
  }, 60_000)

  it('uses up none while it is full or locked, and one for a statement that was not done in time', async () => {
    const refusals = ['53100', '55P03', '57014']
    const attempts: number[] = []
    const handle = async ({ attempt }: ReceivedJob): Promise<void> => {
      const code = refusals[attempts.push(attempt) - 1]
      if (code !== undefined) throw Object.assign(new Error('refused'), { code })
    }
    await using producer = openProducer({ ...address, logger })
    await using consumer = startConsumer({ ...address, logger, concurrency: 1, handle })

    await producer.addBulk(jobs(1))

    await eventually(() => expect(attempts).toEqual([1, 1, 1, 2]), { withinMs: 30_000 })
    await eventually(async () => expect(await consumer.stats()).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 }))
  })

  it('tries again only what failed of jobs that were added together, and makes dead letters only of those that can never succeed', async () => {
    const seen: string[] = []
    const dead: string[] = []
    const handle = async ({ jobId }: ReceivedJob): Promise<void> => {
      seen.push(jobId)
      if (jobId === 'event-3') throw new UnrecoverableJobError('unknown schema version 9')
      if (jobId === 'event-5' && seen.filter((id) => id === jobId).length < 3) throw new Error('the database is away')
    }
    await using producer = openProducer({ ...address, logger })
    await using consumer = startConsumer({ ...address, logger, concurrency: 4, handle, onDead: ({ jobId }) => void dead.push(jobId) })

    await producer.addBulk(jobs(10))

    await eventually(async () => expect(await consumer.stats()).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 1 }))
    const repeated = [...Map.groupBy(seen, (id) => id)].flatMap(([id, ids]) => (ids.length > 1 ? [[id, ids.length]] : []))
    expect(new Set(seen).size).toBe(10)
    expect(Object.fromEntries(repeated)).toEqual({ 'event-3': 2, 'event-5': 3 })
    expect(dead).toEqual(['event-3'])
    expect(await listDead(address)).toMatchObject([{ jobId: 'event-3', name: 'posting.published', data: { n: 3 } }])
  })

  it('makes a dead letter of a job that can never succeed, and gives it another life on demand', async () => {
    let isFixed = false
    const dead: string[] = []
    const done: ReceivedJob[] = []
    const handle = async (job: ReceivedJob): Promise<void> => {
      if (!isFixed) throw new UnrecoverableJobError('unknown schema version 9')
      done.push(job)
    }
    await using producer = openProducer({ ...address, logger })
    await using consumer = startConsumer({ ...address, logger, concurrency: 1, handle, onDead: ({ jobId }) => void dead.push(jobId) })

    await producer.addBulk(jobs(1))
    await eventually(() => expect(dead).toEqual(['event-0']))
    const letters = await listDead(address)
    isFixed = true
    const retried = await retryDead(address, { jobId: 'event-0' })

    expect(letters).toMatchObject([
      { jobId: 'event-0', name: 'posting.published', data: { n: 0 }, reason: 'unknown schema version 9', attempts: 1 },
    ])
    expect(retried).toBe(1)
    await eventually(() => expect(done).toMatchObject([{ jobId: 'event-0', attempt: 1 }]))
    await eventually(async () => expect((await consumer.stats()).failed).toBe(0))
    expect(await retryDead(address, { jobId: 'event-0' })).toBe(0)
  })

  it('adds a job id once, in one call, in two, and while it waits', async () => {
    const received: string[] = []
    await using producer = openProducer({ ...address, logger })

    await producer.addBulk([...jobs(2), ...jobs(2)])
    await producer.addBulk(jobs(2))
    await using consumer = startConsumer({ ...address, logger, concurrency: 1, handle: async ({ jobId }) => void received.push(jobId) })

    await eventually(async () => expect(await consumer.stats()).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 }))
    await eventually(() => expect(received).toEqual(['event-0', 'event-1']))
  })

  it('refuses an id that BullMQ would not take', async () => {
    await using producer = openProducer({ ...address, logger })

    const refused = await producer.addBulk([{ name: 'x', data: {}, jobId: 'event:1' }]).catch((error: unknown) => error)

    expect(isJobRefusal(refused)).toBe(true)
  })

  it('finishes what runs when it stops, and leaves the rest to the next consumer', async () => {
    const done = new Set<string>()
    let started = 0
    const handle = async ({ jobId }: ReceivedJob): Promise<void> => {
      started += 1
      await new Promise((resolve) => setTimeout(resolve, 20))
      done.add(jobId)
    }
    await using producer = openProducer({ ...address, logger })
    const first = startConsumer({ ...address, logger, concurrency: 8, handle })
    await producer.addBulk(jobs(100))
    await eventually(() => expect(done.size).toBeGreaterThan(20))

    await first.stop({ drainMs: 5_000 })
    const startedByFirst = started
    const doneByFirst = done.size
    await using second = startConsumer({ ...address, logger, concurrency: 8, handle })

    expect(doneByFirst).toBe(startedByFirst)
    await eventually(() => expect(done.size).toBe(100))
    expect(started).toBe(100)
    expect((await second.stats()).failed).toBe(0)
  })
})

describe('the first connection to PostgreSQL', () => {
  it('makes the tables once, however many processes start together', async () => {
    const postgres = queueBackends().find(({ name }) => name === 'postgres')
    if (!postgres) throw new Error('PostgreSQL is always there')
    await using backend = await postgres.open()
    // A pool is shared by URL, so another URL is as good as another process.
    const urls = Array.from({ length: 6 }, (_, n) => `${backend.url}?application_name=process-${n}`)
    const producers = urls.map((url) => openProducer({ url, queue: 'first', logger }))

    const ready = await Promise.all(producers.map((producer) => producer.isReady()))
    await Promise.all(producers.map((producer) => producer.close()))

    expect(ready).toEqual([true, true, true, true, true, true])
  })
})

function jobs(count: number) {
  return Array.from({ length: count }, (_, n) => ({ name: 'posting.published', data: { n }, jobId: `event-${n}` }))
}
