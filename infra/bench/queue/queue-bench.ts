import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { appendToOutbox } from '@zhihe/outbox/append'
import { startRelay } from '@zhihe/outbox/relay'
import { outboxTables } from '@zhihe/outbox/tables'
import { startEmbeddedPostgres } from '@zhihe/postgres/embedded'
import { migrateWorkspace } from '@zhihe/postgres/migrate'
import { openDatabase, urlAs } from '@zhihe/postgres/pool'
import { startConsumer } from '@zhihe/queue/consumer'
import { listDead } from '@zhihe/queue/dead-letters'
import { openProducer } from '@zhihe/queue/producer'
import { createLogger } from '@zhihe/runtime/log'
import { startOwnRedis } from '@zhihe/testing/own-redis'
import { v7 } from 'uuid'
import { type BenchOptions, print, quantile, round } from '../measure.ts'

type Backend = 'redis' | 'postgres'

interface Place {
  queueUrl: string
  ownerUrl: string
  wipe: () => Promise<unknown>
}

const logger = createLogger({ name: 'bench', level: 'silent' })
const { outbox } = outboxTables('postings')

/** R2, R3 and R5 on both back ends: how soon a killed worker's jobs run again, what a job that kills its worker costs the others, how fast a wiped queue is filled. */
export async function benchQueue({ quick, backends = ['redis', 'postgres'] }: BenchOptions & { backends?: Backend[] | undefined }) {
  const results: Record<string, unknown> = {}
  for (const backend of backends) {
    const dataDir = mkdtempSync(join(tmpdir(), 'zhihe-bench-queue-'))
    try {
      await using server = await startEmbeddedPostgres({ dataDir, purpose: 'local' })
      await migrateWorkspace({ url: server.url, root: resolve(import.meta.dirname, '../../..') })
      await using redis = await startOwnRedis()
      const place: Place = {
        queueUrl: backend === 'redis' ? redis.url : urlAs(server.url, 'zhihe_queue'),
        ownerUrl: server.url,
        wipe: () => (backend === 'redis' ? redis.say('FLUSHALL') : ask(server.url, 'delete from bullmq.job')),
      }
      const recovery = await recover(place, quick ? 4 : 50)
      const refill = await refillWiped(place, quick ? 5_000 : 20_000)
      const poison = await poisoned(place, quick ? 500 : 1_000)
      print(
        `${backend}: jobs of a killed worker ran again after p50 ${recovery.p50Ms} ms, p99 ${recovery.p99Ms} ms, max ${recovery.maxMs} ms`,
      )
      print(
        `${backend}: a wiped queue was seen and filled with ${refill.jobs} jobs in ${refill.ms} ms, ${refill.perSecond} a second while filling`,
      )
      print(
        `${backend}: beside a job that killed ${poison.deaths} workers the others had ${round(poison.share * 100)} % of their throughput`,
      )
      results[backend] = { recovery, refill, poison }
    } finally {
      rmSync(dataDir, { recursive: true, force: true })
    }
  }
  return results
}

const killsAtOnce = 5

/** Several queues at once, as each kill is mostly waiting. */
async function recover({ queueUrl: url }: Place, kills: number) {
  const lanes = Math.min(kills, killsAtOnce)
  const times = await Promise.all(
    Array.from({ length: lanes }, (_, lane) => killHolders(url, `recovery-${lane}`, Math.ceil(kills / lanes))),
  )
  const all = times.flat()
  return { jobs: all.length, p50Ms: round(quantile(all, 0.5), 0), p99Ms: round(quantile(all, 0.99), 0), maxMs: round(Math.max(...all), 0) }
}

async function killHolders(url: string, queue: string, kills: number): Promise<number[]> {
  const times: number[] = []
  await using producer = openProducer({ url, queue, logger, parcelSize: 1 })
  for (let kill = 0; kill < kills; kill += 1) {
    const ids = Array.from({ length: 8 }, (_, n) => `job-${kill}-${n}`)
    const holder = startWorker(url, queue, 8)
    await producer.addBulk(ids.map((jobId) => ({ name: 'x', jobId, data: 'hold' })))
    await until(() => holder.begun.length === 8)
    holder.kill()
    const killedAt = performance.now()
    const rescued = new Set<string>()
    const handle = async ({ jobId }: { jobId: string }): Promise<void> => {
      times.push(performance.now() - killedAt)
      rescued.add(jobId)
    }
    await using _rescuer = startConsumer({ url, queue, logger, concurrency: 8, handle })
    await until(() => rescued.size === 8)
  }
  return times
}

async function refillWiped({ queueUrl, ownerUrl, wipe }: Place, events: number) {
  await using database = openDatabase({ url: urlAs(ownerUrl, 'zhihe_postings'), applicationName: 'relay', maxConnections: 3 })
  await using matching = openProducer({ url: queueUrl, queue: 'matching', logger })
  await using webhooks = openProducer({ url: queueUrl, queue: 'webhooks', logger })
  const producers = { matching, webhooks }
  let firstAt = 0
  await using relay = startRelay({
    database,
    listenUrl: urlAs(ownerUrl, 'zhihe_postings'),
    schema: 'postings',
    logger,
    queues: producers,
    publish: async (consumer, jobs) => {
      firstAt ||= performance.now()
      if (consumer !== 'jobseekers') await producers[consumer].addBulk(jobs)
    },
  })
  for (let start = 0; start < events; start += 1_000) {
    const some = Array.from({ length: Math.min(1_000, events - start) }, closed)
    await database.db.transaction((tx) => appendToOutbox(tx, outbox, { events: some, now: new Date() }))
  }
  while ((await relay.stats()).unpublished > 0 || (await relay.unconfirmed()) < events) await pause(100)
  firstAt = 0
  const wipedAt = performance.now()
  await wipe()
  while (relay.resent() < events || (await relay.stats()).unpublished > 0) await pause(20)
  const now = performance.now()
  return { jobs: events * 2, ms: round(now - wipedAt, 0), perSecond: round((events * 2) / ((now - firstAt) / 1_000), 0) }
}

/** Two workers, each of which is started again when it dies; others' throughput is counted until all of them are done. */
async function poisoned({ queueUrl: url }: Place, count: number) {
  const calm = await throughput(url, { queue: 'calm', count, hasPoison: false })
  const stormy = await throughput(url, { queue: 'stormy', count, hasPoison: true })
  const [dead] = await listDead({ url, queue: 'stormy' })
  return { deaths: stormy.deaths, share: round(stormy.perSecond / calm.perSecond, 2), reason: dead?.reason }
}

/** Work goes on for as long as it takes to set the poison aside, at a steady pace. */
async function throughput(url: string, { queue, count, hasPoison }: { queue: string; count: number; hasPoison: boolean }) {
  await using producer = openProducer({ url, queue, logger })
  const done = new Set<string>()
  const over = new AbortController()
  let deaths = 0
  const keepWorker = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const worker = startWorker(url, queue, 8, (jobId) => done.add(jobId))
      await Promise.race([worker.exited, until(() => over.signal.aborted)])
      if (!over.signal.aborted) deaths += 1
      worker.kill()
    }
  }
  const workers = [keepWorker(), keepWorker()]
  await producer.addBulk([{ name: 'x', jobId: 'warm-up', data: 'do' }])
  await until(() => done.has('warm-up'))
  const begun = performance.now()
  // So many a second for so long that five deaths fit into it.
  const seconds = 45
  for (let second = 0, n = 0; second < seconds; second += 1) {
    const some = Array.from({ length: Math.ceil(count / seconds) }, () => ({ name: 'x', jobId: `job-${(n += 1)}`, data: 'do' }))
    if (hasPoison && second === 1) some.push({ name: 'x', jobId: 'poison', data: 'kill' })
    await producer.addBulk(some)
    await until(() => performance.now() - begun > (second + 1) * 1_000)
  }
  const perSecond = (done.size - 1) / ((performance.now() - begun) / 1_000)
  over.abort()
  await Promise.all(workers)
  return { perSecond, deaths }
}

function startWorker(url: string, queue: string, concurrency: number, onDone: (jobId: string) => void = () => {}) {
  const child = spawn(process.execPath, [fileURLToPath(new URL('worker.ts', import.meta.url)), url, queue, String(concurrency)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const begun: string[] = []
  let rest = ''
  child.stdout.on('data', (data: Buffer) => {
    const lines = `${rest}${data.toString()}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const [what, jobId = ''] = line.split(' ')
      if (what === 'begun') begun.push(jobId)
      else onDone(jobId)
    }
  })
  return { begun, exited: once(child, 'exit'), kill: () => void child.kill('SIGKILL') }
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(20)
}

async function ask(url: string, statement: string): Promise<unknown> {
  await using owner = openDatabase({ url, applicationName: 'bench', maxConnections: 1 })
  return await owner.pool.query(statement)
}

function closed() {
  const [postingId, tenantId, employerId] = [v7(), v7(), v7()]
  const identity = { postingId, tenantId, employerId, source: 'fair', externalId: '1', title: '校对员', version: 2 }
  return { type: 'posting.closed' as const, data: { ...identity, reasonCode: 'filled' } }
}
