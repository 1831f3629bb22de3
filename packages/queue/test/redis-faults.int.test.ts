import { createServer, type Socket } from 'node:net'
import { createLogger } from '@zhihe/runtime/log'
import { type EventuallyOptions, eventually as eventuallyWithin } from '@zhihe/testing/eventually'
import { type OwnRedis, startOwnRedis } from '@zhihe/testing/own-redis'
import { queueBackends } from '@zhihe/testing/queue-backends'
import { afterEach, describe, expect, it } from 'vitest'
import { startConsumer } from '../src/consumer.ts'
import { openProducer } from '../src/producer.ts'

// Several processes on a busy machine: what is right comes, if late.
const eventually = <T>(assertion: () => T | Promise<T>, options: EventuallyOptions = { withinMs: 30_000 }) =>
  eventuallyWithin(assertion, options)

let open = new AsyncDisposableStack()
afterEach(async () => {
  await open.disposeAsync()
})

// The rows of the fault matrix that only Redis knows; those of both back ends are in faults.int.test.ts.
describe.runIf(queueBackends().some(({ name }) => name === 'redis'))('a Redis of our own', () => {
  it('is killed and comes back with its append-only file: nothing is lost', async () => {
    const { redis, producer, consumer, done, messages, address } = await startHouse()
    await producer.addBulk(jobs(0, 200))

    await redis.kill()
    await expect(producer.addBulk(jobs(200, 1))).rejects.toThrow('adding 1 jobs')
    await eventually(async () => expect(await consumer.isReady()).toBe(false), { withinMs: 30_000 })
    // Whoever asks knows before the worker does.
    await eventually(() => expect(messages).toContain('queue own is unreachable; trying again until it is back'), { withinMs: 30_000 })
    await redis.start()
    await eventually(() => producer.addBulk(jobs(200, 50)), { withinMs: 30_000 })

    // 5 s by the fault matrix, which is shown by the chaos runs.
    await eventually(() => expect(done.size).toBe(250), { withinMs: 30_000 })
    await eventually(() => expect(messages.toSorted()).toEqual(outage(address.queue)), { withinMs: 30_000 })
  }, 60_000)

  it('is full and takes nothing: calls reject, nothing is lost, and work goes on when there is room', async () => {
    const { redis, producer, consumer, done, messages, address } = await startHouse()
    await producer.addBulk(jobs(0, 10))
    await eventually(() => expect(done.size).toBe(10))

    await redis.say('CONFIG SET maxmemory 1mb')
    await eventually(() => expect(producer.addBulk(jobs(10, 10))).rejects.toThrow('adding 10 jobs'))
    await eventually(async () => expect(await consumer.isReady()).toBe(false), { withinMs: 30_000 })
    await redis.say('CONFIG SET maxmemory 0')
    await eventually(() => producer.addBulk(jobs(10, 10)), { withinMs: 30_000 })

    await eventually(() => expect(done.size).toBe(20), { withinMs: 30_000 })
    await eventually(async () => expect(await consumer.isReady()).toBe(true), { withinMs: 30_000 })
    expect(messages.toSorted()).toEqual(outage(address.queue))
  }, 60_000)

  it('became a replica and may not write, until it is the primary again', async () => {
    const { redis, producer, done, messages, address } = await startHouse()
    await producer.addBulk(jobs(0, 10))
    await eventually(() => expect(done.size).toBe(10))

    await redis.say('REPLICAOF 127.0.0.1 1')
    await eventually(() => expect(producer.addBulk(jobs(10, 10))).rejects.toThrow('adding 10 jobs'))
    await redis.say('REPLICAOF NO ONE')
    await eventually(() => producer.addBulk(jobs(10, 10)), { withinMs: 30_000 })

    await eventually(() => expect(done.size).toBe(20), { withinMs: 30_000 })
    await eventually(() => expect(messages.toSorted()).toEqual(outage(address.queue)), { withinMs: 30_000 })
  }, 60_000)

  it('is still loading its data: everybody waits, and begins when it is ready', async () => {
    const { redis, producer, consumer, done, messages, address } = await startHouse()
    await producer.addBulk(jobs(0, 1))
    await eventually(() => expect(done.size).toBe(1))

    await redis.kill()
    const loading = await answerLoading(Number(new URL(redis.url).port))
    await expect(producer.addBulk(jobs(1, 5))).rejects.toThrow('adding 5 jobs')
    await eventually(() => expect(messages).toContain('queue own is unreachable; trying again until it is back'), { withinMs: 30_000 })
    expect(await consumer.isReady()).toBe(false)
    await loading[Symbol.asyncDispose]()
    await redis.start()
    await eventually(() => producer.addBulk(jobs(1, 5)), { withinMs: 30_000 })

    await eventually(() => expect(done.size).toBe(6), { withinMs: 30_000 })
    await eventually(() => expect(messages.toSorted()).toEqual(outage(address.queue)), { withinMs: 30_000 })
  }, 60_000)
})

async function startHouse() {
  open = new AsyncDisposableStack()
  const redis: OwnRedis = open.use(await startOwnRedis())
  const messages: string[] = []
  const logger = createLogger(
    { name: 'test', level: 'info' },
    { write: (line) => void messages.push((JSON.parse(line) as { msg: string }).msg) },
  )
  const address = { url: redis.url, queue: 'own' }
  const done = new Set<string>()
  const producer = open.use(openProducer({ ...address, logger: createLogger({ name: 'test', level: 'silent' }) }))
  const consumer = open.use(startConsumer({ ...address, logger, concurrency: 4, handle: async ({ jobId }) => void done.add(jobId) }))
  await eventually(async () => expect(await consumer.isReady()).toBe(true), { withinMs: 30_000 })
  return { redis, address, messages, done, producer, consumer }
}

/** One line when it goes and one when it is back. */
function outage(queue: string): string[] {
  return [`queue ${queue} is back`, `queue ${queue} is unreachable; trying again until it is back`]
}

/** What a Redis says to everybody while it reads its files. */
async function answerLoading(port: number): Promise<AsyncDisposable> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('data', () => socket.write('-LOADING Redis is loading the dataset in memory\r\n'))
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function jobs(from: number, many: number) {
  return Array.from({ length: many }, (_, n) => ({ name: 'posting.published', data: { n: from + n }, jobId: `event-${from + n}` }))
}
