import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createLogger } from '@zhihe/runtime/log'
import { eventually } from '@zhihe/testing/eventually'
import { freePort } from '@zhihe/testing/free-ports'
import { startOwnRedis } from '@zhihe/testing/own-redis'
import { type OpenQueueBackend, queueBackends } from '@zhihe/testing/queue-backends'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ReceivedJob, startConsumer } from '../src/consumer.ts'
import { openProducer } from '../src/producer.ts'
import { startTcpProxy, through } from './tcp-proxy.ts'

const silent = createLogger({ name: 'test', level: 'silent' })

describe.each(queueBackends())('faults of the queue on $name', (kind) => {
  const own = new AsyncDisposableStack()
  let backend: OpenQueueBackend
  let count = 0
  let address: { url: string; queue: string; keyPrefix: string }

  beforeAll(async () => {
    const opened = own.use(await kind.open())
    // Connections are killed here: of a Redis that other tests use as well, theirs too.
    backend = opened.name === 'redis' ? { ...opened, url: own.use(await startOwnRedis()).url } : opened
  })
  afterAll(async () => {
    await own.disposeAsync()
  })
  beforeEach(() => {
    count += 1
    address = { url: backend.url, queue: `f${count}`, keyPrefix: backend.keyPrefix }
  })

  it('gives the jobs of a killed worker to another one within 8 s', async () => {
    const done: ReceivedJob[] = []
    await using producer = openProducer({ ...address, logger: silent })
    await producer.addBulk(jobs(8))
    const holder = spawn(process.execPath, [
      fileURLToPath(new URL('hold-jobs.ts', import.meta.url)),
      address.url,
      address.queue,
      address.keyPrefix,
    ])
    let held = ''
    holder.stdout.on('data', (data: Buffer) => void (held += data.toString()))
    await eventually(() => expect(held.trim().split('\n')).toHaveLength(8), { withinMs: 30_000 })
    await using _consumer = startConsumer({ ...address, logger: silent, concurrency: 8, handle: async (job) => void done.push(job) })

    holder.kill('SIGKILL')
    await once(holder, 'exit')

    await eventually(() => expect(new Set(done.map(({ jobId }) => jobId)).size).toBe(8), { withinMs: 30_000 }) // R2, 8 s, is shown by the chaos runs
    expect(done.map(({ attempt }) => attempt)).toEqual(Array.from({ length: 8 }, () => 1))
  })

  it('begins to work when a back end that was not there at the start appears, and says both once', async () => {
    const { logger, messages } = recordingLogger()
    const port = await freePort()
    const distant = { ...address, url: through(address.url, port) }
    const done: string[] = []
    await using producer = openProducer({ ...distant, logger })
    await using consumer = startConsumer({ ...distant, logger, concurrency: 2, handle: async ({ jobId }) => void done.push(jobId) })
    await expect(producer.addBulk(jobs(3))).rejects.toThrow('adding 3 jobs')
    await expect(producer.addBulk(jobs(3))).rejects.toThrow('adding 3 jobs')
    const wasReady = await consumer.isReady()

    await using _proxy = await startTcpProxy({ port, target: new URL(address.url) })
    await eventually(() => producer.addBulk(jobs(3)), { withinMs: 30_000 })

    await eventually(() => expect(done.toSorted()).toEqual(['event-0', 'event-1', 'event-2']), { withinMs: 30_000 })
    expect(wasReady).toBe(false)
    await eventually(async () => expect(await consumer.isReady()).toBe(true))
    const [away, back] = [`queue ${address.queue} is unreachable; trying again until it is back`, `queue ${address.queue} is back`]
    expect(messages.toSorted()).toEqual([back, back, away, away].toSorted())
  })

  it('finishes every job although all connections are killed again and again', async () => {
    const done = new Set<string>()
    const handle = async ({ jobId }: ReceivedJob): Promise<void> => {
      await pause(10)
      done.add(jobId)
    }
    await using producer = openProducer({ ...address, logger: silent })
    await producer.addBulk(jobs(400))
    await using consumer = startConsumer({ ...address, logger: silent, concurrency: 4, handle })
    await eventually(() => expect(done.size).toBeGreaterThan(10))

    for (let storm = 0; storm < 5; storm += 1) {
      await killConnections(backend)
      await pause(200)
    }

    await eventually(() => expect(done.size).toBe(400), { withinMs: 40_000 })
    await eventually(async () => expect(await consumer.stats()).toEqual({ waiting: 0, active: 0, delayed: 0, failed: 0 }), {
      withinMs: 30_000,
    })
  }, 60_000)

  it('gives every call a deadline when the back end swallows all bytes, and recovers', async () => {
    const port = await freePort()
    await using proxy = await startTcpProxy({ port, target: new URL(address.url) })
    const distant = { ...address, url: through(address.url, port) }
    const done = new Set<string>()
    await using producer = openProducer({ ...distant, logger: silent })
    await using consumer = startConsumer({ ...distant, logger: silent, concurrency: 2, handle: async ({ jobId }) => void done.add(jobId) })
    await producer.addBulk(jobs(1))
    await eventually(() => expect(done.size).toBe(1))

    proxy.swallow()
    expect(await consumer.isReady()).toBe(false)
    const begun = performance.now()
    await expect(producer.addBulk(jobs(2))).rejects.toThrow('adding 2 jobs')
    const waitedMs = performance.now() - begun
    await eventually(async () => expect(await consumer.isReady()).toBe(false), { withinMs: 12_000 })
    proxy.pass()
    await eventually(() => producer.addBulk(jobs(5)), { withinMs: 30_000 })

    expect(waitedMs).toBeLessThan(12_000)
    await eventually(() => expect(done.size).toBe(5), { withinMs: 30_000 })
    await eventually(async () => expect(await consumer.isReady()).toBe(true), { withinMs: 30_000 })
  }, 60_000)

  it('stops in bounded time while the back end is away, and nothing throws afterwards', async () => {
    const port = await freePort()
    const proxy = await startTcpProxy({ port, target: new URL(address.url) })
    const distant = { ...address, url: through(address.url, port) }
    const done: string[] = []
    const producer = openProducer({ ...distant, logger: silent })
    const consumer = startConsumer({ ...distant, logger: silent, concurrency: 2, handle: async ({ jobId }) => void done.push(jobId) })
    await producer.addBulk(jobs(1))
    await eventually(() => expect(done).toHaveLength(1))
    await proxy[Symbol.asyncDispose]()

    const begun = performance.now()
    await Promise.all([consumer.stop({ drainMs: 1_000 }), producer.close()])

    expect(performance.now() - begun).toBeLessThan(14_000)
    await expect(producer.addBulk(jobs(1))).rejects.toThrow('adding 1 jobs')
  })

  it('stops before it ever reached a back end', async () => {
    const nowhere = { ...address, url: through(address.url, await freePort()) }
    const consumer = startConsumer({ ...nowhere, logger: silent, concurrency: 1, handle: async () => {} })

    const begun = performance.now()
    await consumer.stop()

    expect(performance.now() - begun).toBeLessThan(9_000)
  })
})

function jobs(count: number) {
  return Array.from({ length: count }, (_, n) => ({ name: 'posting.published', data: { n }, jobId: `event-${n}` }))
}

function recordingLogger() {
  const messages: string[] = []
  const logger = createLogger(
    { name: 'test', level: 'info' },
    { write: (line) => void messages.push((JSON.parse(line) as { msg: string }).msg) },
  )
  return { logger, messages }
}

async function killConnections(backend: OpenQueueBackend): Promise<void> {
  if (backend.name === 'redis') {
    const redis = new Redis(backend.url)
    await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    redis.disconnect()
    return
  }
  const admin = new Client({ connectionString: backend.database.adminUrl })
  await admin.connect()
  await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'zhihe_queue'`)
  await admin.end()
}
