import type { DatabaseClock } from '@zhihe/postgres/clock'
import type { Database } from '@zhihe/postgres/pool'
import { type Consumer, startConsumer } from '@zhihe/queue/consumer'
import { measureQueue } from '@zhihe/queue/measure-queue'
import { startPurging } from '@zhihe/retention/start-purging'
import type { ReadyCheck } from '@zhihe/runtime/health'
import type { Logger } from '@zhihe/runtime/log'
import type { Registry } from '@zhihe/runtime/metrics'
import { consumeEvent } from '../jobs/consume-event.ts'
import { startRedactor } from '../jobs/redact-sent.ts'
import { createSecretCipher, type NamedKey } from '../secret-cipher.ts'
import { retentionRules } from '../store/retention.ts'
import { secretKeyIds } from '../store/secret-store.ts'
import { measureDeliveries } from './delivery-metrics.ts'
import { resolveByDns, resolveBySystem } from './guarded-lookup.ts'
import { createPoster } from './post.ts'
import { runSender } from './run-sender.ts'
import { createSender, type Sender } from './sender.ts'

export interface DeliveryOptions {
  database: Database
  databaseUrl: string
  queueUrl: string
  secretKeys: readonly [NamedKey, ...NamedKey[]]
  allowPrivate: boolean
  /** The database's: what is due, how long a claim holds and when a signature was made must not hang on the clock of this machine. */
  clock: DatabaseClock
  logger: Logger
  metrics: Registry
  /** Disposed in reverse: the consumer first, then the sender, then its connections. */
  stack: AsyncDisposableStack
}

const eventsAtOnce = 8

/** Starts both halves of the worker: events become messages, messages are sent. Returns what must hold for it to be ready. */
export function startDelivery({
  database,
  databaseUrl,
  queueUrl,
  secretKeys,
  allowPrivate,
  clock,
  logger,
  metrics,
  stack,
}: DeliveryOptions): ReadyCheck[] {
  const { db, pool } = database
  const { now } = clock
  const cipher = createSecretCipher(secretKeys)
  const { observe, onConsentStopped } = measureDeliveries({ db, metrics, now })
  const poster = stack.use(createPoster({ allowPrivate, resolve: allowPrivate ? resolveBySystem : resolveByDns() }))
  const sender = createSender({ db, poster, cipher, now, logger, onAnswer: observe })
  const running = stack.use(runSender({ sender: byClock(sender, clock), listenUrl: databaseUrl, logger }))
  stack.use(startRedactor({ db, now, logger }))
  stack.use(startPurging({ db, rules: retentionRules, now, logger, metrics }))
  const consumer: Consumer = stack.use(
    startConsumer({
      url: queueUrl,
      queue: 'webhooks',
      concurrency: eventsAtOnce,
      handle: consumeEvent({ db, now, onConsentStopped }),
      logger,
    }),
  )
  measureQueue(metrics, 'webhooks', consumer)
  return [
    { name: 'database', check: async () => void (await pool.query('select 1')) },
    { name: 'queue', check: () => consumer.isReady() },
    { name: 'sender', check: () => running.isReady() },
    { name: 'secret_keys', check: async () => (await secretKeyIds(db)).every((id) => cipher.keyIds.includes(id)) },
  ]
}

/** Takes up nothing before it knows what time it is. */
function byClock(sender: Sender, clock: DatabaseClock): Sender {
  return {
    ...sender,
    takeUp: async () => {
      if (!clock.isSet()) await clock.set()
      return await sender.takeUp()
    },
  }
}
