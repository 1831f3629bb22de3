import { measureRelay } from '@zhihe/outbox/measure-relay'
import { startRelay } from '@zhihe/outbox/relay'
import { measureDatabases } from '@zhihe/postgres/measure'
import { openDatabase } from '@zhihe/postgres/pool'
import { isJobRefusal, openProducer } from '@zhihe/queue/producer'
import { createMetrics } from '@zhihe/runtime/metrics'
import { startOpsServer } from '@zhihe/runtime/ops-server'
import { runProcess } from '@zhihe/runtime/run-process'
import { sql } from 'drizzle-orm'
import { readRelayConfig } from './config.ts'

const name = 'matching-relay'
// What is published is in the queue or has arrived; here it would only be one more place that names people.
const retentionMs = 3_600_000

await runProcess({
  name,
  readConfig: readRelayConfig,
  start: async ({ DATABASE_URL, QUEUE_URL, HOST, OPS_PORT }, { logger, stack }) => {
    const database = stack.use(openDatabase({ url: DATABASE_URL, applicationName: name, maxConnections: 3, log: logger }))
    // A batch of a rebuild takes long: each is a job of its own, for whichever worker is free.
    const producers = { matching: open('matching', { parcelSize: 1 }), webhooks: open('webhooks'), jobseekers: open('jobseekers') }
    const relay = stack.use(
      startRelay({
        database,
        listenUrl: DATABASE_URL,
        schema: 'matching',
        publish: (consumer, jobs) => producers[consumer].addBulk(jobs),
        queues: producers,
        isRefusal: isJobRefusal,
        logger,
        retentionMs,
      }),
    )
    const metrics = createMetrics({ process: name })
    measureDatabases(metrics)
    measureRelay(metrics, relay)
    const checks = [
      { name: 'relay', check: () => relay.isReady() },
      { name: 'database', check: async () => void (await database.db.execute(sql`select 1`)) },
      { name: 'queue webhooks', check: () => producers.webhooks.isReady() },
      { name: 'queue jobseekers', check: () => producers.jobseekers.isReady() },
    ]
    const ops = stack.use(await startOpsServer({ host: HOST, port: OPS_PORT, metrics, checks }))
    logger.info({ opsPort: ops.port }, 'relaying')

    function open(queue: string, options: { parcelSize?: number } = {}) {
      return stack.use(openProducer({ url: QUEUE_URL, queue, logger, ...options }))
    }
  },
})
