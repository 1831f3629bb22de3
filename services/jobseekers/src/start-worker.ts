import type { Database } from '@zhihe/postgres/pool'
import { startConsumer } from '@zhihe/queue/consumer'
import type { ReadyCheck } from '@zhihe/runtime/health'
import type { Logger } from '@zhihe/runtime/log'
import { consumeEvent } from './jobs/consume-event.ts'

export interface WorkerOptions {
  database: Database
  queueUrl: string
  logger: Logger
  stack: AsyncDisposableStack
}

const eventsAtOnce = 4

/** Takes events from the queue `jobseekers`. Returns what must hold for the process to be ready. */
export function startJobseekersWorker({ database: { db, pool }, queueUrl, logger, stack }: WorkerOptions): ReadyCheck[] {
  const consumer = stack.use(
    startConsumer({ url: queueUrl, queue: 'jobseekers', concurrency: eventsAtOnce, handle: consumeEvent({ db }), logger }),
  )
  return [
    { name: 'database', check: async () => void (await pool.query('select 1')) },
    { name: 'queue', check: () => consumer.isReady() },
  ]
}
