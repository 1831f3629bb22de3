import type { Consumer } from '@zhihe/contracts/event'
import { measureRelay } from '@zhihe/outbox/measure-relay'
import { startRelay } from '@zhihe/outbox/relay'
import { measureDatabases } from '@zhihe/postgres/measure'
import { openDatabase } from '@zhihe/postgres/pool'
import { everyTenant } from '@zhihe/postgres/tenant'
import { isJobRefusal, openProducer } from '@zhihe/queue/producer'
import { createMetrics } from '@zhihe/runtime/metrics'
import { startOpsServer } from '@zhihe/runtime/ops-server'
import { runProcess } from '@zhihe/runtime/run-process'
import { sql } from 'drizzle-orm'
import { readRelayConfig } from './config.ts'

// What is published is in the queue or has arrived; here it would only be one more place that holds facts of people.
const retentionMs = 3_600_000

await runProcess({
  name: 'jobseekers-relay',
  readConfig: readRelayConfig,
  start: async (config, { logger, stack }) => {
    const metrics = createMetrics({ process: 'jobseekers-relay' })
    measureDatabases(metrics)
    const listenUrl = config.DATABASE_URL
    const database = stack.use(
      openDatabase({ url: listenUrl, applicationName: 'zhihe-jobseekers-relay', maxConnections: 2, tenant: everyTenant, log: logger }),
    )
    // matching hears of people, webhooks of what they disclose (consumersOf in contracts/event).
    const open = (queue: string) => stack.use(openProducer({ url: config.QUEUE_URL, queue, logger }))
    const producers = { matching: open('matching'), webhooks: open('webhooks') }
    const publish = async (consumer: Consumer, jobs: Parameters<typeof producers.matching.addBulk>[0]) => {
      if (consumer === 'jobseekers') throw new Error(`nothing of this service is for ${consumer}`)
      await producers[consumer].addBulk(jobs)
    }
    const relay = stack.use(
      startRelay({ database, listenUrl, schema: 'jobseekers', publish, queues: producers, isRefusal: isJobRefusal, logger, retentionMs }),
    )
    measureRelay(metrics, relay)
    const checks = [
      { name: 'relay', check: () => relay.isReady() },
      { name: 'database', check: async () => void (await database.db.execute(sql`select 1`)) },
      { name: 'queue', check: async () => (await producers.matching.isReady()) && (await producers.webhooks.isReady()) },
    ]
    const { port } = stack.use(await startOpsServer({ host: config.HOST, port: config.OPS_PORT, metrics, checks }))
    logger.info({ opsPort: port }, 'relaying')
  },
})
