import type { Database } from '@zhihe/postgres/pool'
import { startConsumer } from '@zhihe/queue/consumer'
import { measureQueue } from '@zhihe/queue/measure-queue'
import { repeat } from '@zhihe/retention/repeat'
import { startPurging } from '@zhihe/retention/start-purging'
import type { ReadyCheck } from '@zhihe/runtime/health'
import type { Logger } from '@zhihe/runtime/log'
import type { Registry } from '@zhihe/runtime/metrics'
import { anchorAuditIn } from './jobs/anchor-audit.ts'
import { consumeEvent } from './jobs/consume-event.ts'
import { eraseInactive } from './jobs/erase-inactive.ts'
import { followTimeIn } from './jobs/follow-time.ts'
import { purgeLedgers, purgeOldAudit } from './store/ledger-purge.ts'
import { retentionRules } from './store/retention.ts'

export interface WorkerOptions {
  database: Database
  now: () => Date
  queueUrl: string
  logger: Logger
  metrics: Registry
  /** After so many years of inactivity a person is erased. */
  inactiveYears: number
  stack: AsyncDisposableStack
}

const eventsAtOnce = 4
const dayMs = 86_400_000
const followEveryMs = 30_000

/** Takes events from the queue `jobseekers`. Returns what must hold for the process to be ready. */
export function startJobseekersWorker(options: WorkerOptions): ReadyCheck[] {
  const { queueUrl, logger, stack } = options
  const { db, pool } = options.database
  const consumer = stack.use(
    startConsumer({ url: queueUrl, queue: 'jobseekers', concurrency: eventsAtOnce, handle: consumeEvent({ db }), logger }),
  )
  measureQueue(options.metrics, 'jobseekers', consumer)
  stack.use(repeat({ what: 'anchoring the audit', everyMs: dayMs, work: anchorAuditIn({ db, logger }), logger }))
  const follow = followTimeIn({ db, now: options.now, logger })
  stack.use(repeat({ what: 'following what is over', everyMs: followEveryMs, work: follow, logger }))
  stack.use(startRetention(options))
  return [
    { name: 'database', check: async () => void (await pool.query('select 1')) },
    { name: 'queue', check: () => consumer.isReady() },
  ]
}

function startRetention({ database: { db }, now, logger, metrics, inactiveYears }: WorkerOptions): AsyncDisposable {
  return startPurging({
    db,
    rules: retentionRules,
    more: {
      inactive_people: (at) => eraseInactive(db, at, inactiveYears),
      ledgers: (at) => purgeLedgers(db, at),
      audit: (at) => purgeOldAudit(db, at),
    },
    now,
    logger,
    metrics,
  })
}
