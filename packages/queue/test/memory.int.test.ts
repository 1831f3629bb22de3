import { openDatabase } from '@zhihe/postgres/pool'
import { createLogger } from '@zhihe/runtime/log'
import { type EventuallyOptions, eventually as eventuallyWithin } from '@zhihe/testing/eventually'
import { type OpenQueueBackend, queueBackends } from '@zhihe/testing/queue-backends'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ReceivedJob, startConsumer } from '../src/consumer.ts'
import { listDead } from '../src/dead-letters.ts'
import { UnrecoverableJobError } from '../src/policy.ts'
import { openProducer } from '../src/producer.ts'

// Several processes on a busy machine: what is right comes, if late.
const eventually = <T>(assertion: () => T | Promise<T>, options: EventuallyOptions = { withinMs: 30_000 }) =>
  eventuallyWithin(assertion, options)

const silent = createLogger({ name: 'test', level: 'silent' })

describe.each(queueBackends())('what a queue on $name remembers', (kind) => {
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
    address = { url: backend.url, queue: `m${count}`, keyPrefix: backend.keyPrefix }
  })

  it('is a mark, the first that was left, until its data is gone', async () => {
    await using producer = openProducer({ ...address, logger: silent })
    await using other = openProducer({ ...address, logger: silent })

    const [first, second] = await Promise.all([producer.mark('epoch-a-b', 'one'), other.mark('epoch-a-b', 'two')])
    const third = await other.mark('epoch-a-b', 'three')
    const apart = await other.mark('epoch-c-b', 'four')
    await wipe(backend)
    const fresh = await producer.mark('epoch-a-b', 'five')

    expect(['one', 'two']).toContain(first)
    expect([second, third, apart, fresh]).toEqual([first, first, 'four', 'five'])
  })

  it('are jobs that wait, alone or in a parcel, that run, that rest and that are dead, and not those that are done', async () => {
    const release = Promise.withResolvers<void>()
    const handle = async ({ jobId }: ReceivedJob): Promise<void> => {
      if (jobId === 'event-0') throw new UnrecoverableJobError('unknown schema version 9')
      if (jobId === 'event-1') throw new Error('the database is away')
      if (jobId === 'event-2') await release.promise
    }
    await using producer = openProducer({ ...address, logger: silent })
    await producer.addBulk(jobs(0, 5))
    await using consumer = startConsumer({ ...address, logger: silent, concurrency: 8, handle })
    const all = Array.from({ length: 12 }, (_, n) => `event-${n}`)
    await producer.addBulk(jobs(5, 1))
    await eventually(async () => expect(await producer.holds(['event-5'])).toEqual(new Set()))

    const running = await producer.holds(all)
    release.resolve()
    await eventually(async () => expect((await consumer.stats()).failed).toBe(1))
    await consumer.stop()
    await producer.addBulk(jobs(6, 3))
    await producer.addBulk(jobs(9, 1))
    const resting = await producer.holds(all)

    // While one of a parcel runs, nobody has taken the others out of it.
    expect(running).toEqual(new Set(['event-0', 'event-1', 'event-2', 'event-3', 'event-4']))
    expect(resting).toEqual(new Set(['event-0', 'event-1', 'event-6', 'event-7', 'event-8', 'event-9']))
  })

  it('are not told when there are too many', async () => {
    await using producer = openProducer({ ...address, logger: silent, parcelSize: 1 })
    await producer.addBulk(jobs(0, 201))

    expect(await producer.holds(['event-0'])).toBeNull()
  })

  it('are not the jobs of a wipe: the consumer goes on with what comes then, and calls it no outage', async () => {
    const messages: string[] = []
    const logger = createLogger(
      { name: 'test', level: 'info' },
      { write: (line) => void messages.push((JSON.parse(line) as { msg: string }).msg) },
    )
    const done: string[] = []
    const release = Promise.withResolvers<void>()
    await using producer = openProducer({ ...address, logger: silent })
    await using consumer = startConsumer({
      ...address,
      logger,
      concurrency: 3,
      handle: async ({ jobId }) => {
        if (jobId !== 'event-9') await release.promise
        done.push(jobId)
      },
    })
    for (const n of [0, 1]) await producer.addBulk(jobs(n, 1))
    await eventually(async () => expect(await consumer.stats()).toMatchObject({ active: 2 }))

    await wipe(backend)
    release.resolve()
    await eventually(() => expect(done).toHaveLength(2))
    await producer.addBulk(jobs(9, 1))

    await eventually(() => expect(done).toEqual(['event-0', 'event-1', 'event-9']))
    expect(messages).toEqual(['a job lost its lock, or the queue lost the job; another worker may run it too'])
    await eventually(async () => expect(await consumer.isReady()).toBe(true))
  })
})

describe.each(queueBackends().filter(({ name }) => name === 'redis'))('a job on $name whose data was spoilt', (kind) => {
  it('becomes a dead letter that can be listed, and holds nobody up', async () => {
    await using backend = await kind.open()
    const address = { url: backend.url, queue: 'spoilt', keyPrefix: backend.keyPrefix }
    await using producer = openProducer({ ...address, logger: silent, parcelSize: 1 })
    await producer.addBulk(jobs(0, 3))
    const redis = new Redis(backend.url)
    await redis.hset(`${backend.keyPrefix}:spoilt:event-1`, 'data', '{"n": 1')
    redis.disconnect()
    const held = await producer.holds(['event-1'])
    const done: string[] = []

    await using consumer = startConsumer({ ...address, logger: silent, concurrency: 1, handle: async ({ jobId }) => void done.push(jobId) })

    await eventually(async () => expect(await consumer.stats()).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 1 }))
    expect(held).toEqual(new Set(['event-1']))
    expect(done).toEqual(['event-0', 'event-2'])
    expect(await listDead(address)).toMatchObject([{ jobId: 'event-1', reason: 'the data of the job is no JSON', attempts: 1 }])
  })
})

function jobs(from: number, many: number) {
  return Array.from({ length: many }, (_, n) => ({ name: 'posting.published', data: { n: from + n }, jobId: `event-${from + n}` }))
}

/** All that this back end holds; of a Redis that others use as well only our own keys. */
async function wipe(backend: OpenQueueBackend): Promise<void> {
  if (backend.name === 'redis') {
    const redis = new Redis(backend.url)
    const keys = await redis.keys(`${backend.keyPrefix}:*`)
    if (keys.length > 0) await redis.del(keys)
    redis.disconnect()
    return
  }
  await using admin = openDatabase({ url: backend.database.adminUrl, applicationName: 'test', maxConnections: 1 })
  await admin.pool.query('delete from bullmq.job')
}
