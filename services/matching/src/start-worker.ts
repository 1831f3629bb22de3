import { type Consumer, startConsumer } from '@zhihe/queue/consumer'
import type { ReadyCheck } from '@zhihe/runtime/health'
import { sql } from 'drizzle-orm'
import { type Ranking, type RankingOptions, startRanking } from './ranking.ts'

export interface WorkerOptions extends RankingOptions {
  queueUrl: string
  queueKeyPrefix?: string
  /** Events in hand at once, 50; what they change is ranked in common batches. */
  concurrency?: number
}

export interface Worker extends AsyncDisposable {
  ranking: Ranking
  consumer: Consumer
  checks: ReadyCheck[]
}

const defaultConcurrency = 50

/** Takes events from the queue `matching` and ranks. Starts also when database or queue are away. */
export function startMatchingWorker({ queueUrl, queueKeyPrefix, concurrency = defaultConcurrency, ...options }: WorkerOptions): Worker {
  const ranking = startRanking(options)
  const consumer = startConsumer({
    url: queueUrl,
    queue: 'matching',
    concurrency,
    handle: ({ data }) => ranking.keep(data),
    logger: options.logger,
    ...(queueKeyPrefix === undefined ? {} : { keyPrefix: queueKeyPrefix }),
  })
  const { db } = options.database
  return {
    ranking,
    consumer,
    checks: [
      { name: 'database', check: async () => void (await db.execute(sql`select 1`)) },
      { name: 'index', check: () => ranking.index.isReady() },
      { name: 'queue', check: () => consumer.isReady() },
    ],
    [Symbol.asyncDispose]: async () => {
      await consumer[Symbol.asyncDispose]()
      await ranking[Symbol.asyncDispose]()
    },
  }
}
