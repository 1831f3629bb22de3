import { measureRelay } from '@zhihe/outbox/measure-relay'
import { startRelay } from '@zhihe/outbox/relay'
import { openDatabase } from '@zhihe/postgres/pool'
import { isJobRefusal, openProducer } from '@zhihe/queue/producer'
import { createMetrics } from '@zhihe/runtime/metrics'
import { startOpsServer } from '@zhihe/runtime/ops-server'
import { runProcess } from '@zhihe/runtime/run-process'
import { sql } from 'drizzle-orm'
import { readRelayConfig } from './config.ts'

await runProcess({
  name: 'jobseekers-relay',
  readConfig: readRelayConfig,
  start: async (config, { logger, stack }) => {
    const metrics = createMetrics({ service: 'jobseekers', process: 'relay' })
    const listenUrl = config.DATABASE_URL
    const database = stack.use(openDatabase({ url: listenUrl, applicationName: 'zhihe-jobseekers-relay', maxConnections: 2 }))
    // matching alone hears of people (consumersOf in contracts/event).
    const matching = stack.use(openProducer({ url: config.QUEUE_URL, queue: 'matching', logger }))
    const publish = async (consumer: string, jobs: Parameters<typeof matching.addBulk>[0]) => {
      if (consumer !== 'matching') throw new Error(`nothing of this service is for ${consumer}`)
      await matching.addBulk(jobs)
    }
    const relay = stack.use(startRelay({ database, listenUrl, schema: 'jobseekers', publish, isRefusal: isJobRefusal, logger }))
    measureRelay(metrics, relay)
    const checks = [
      { name: 'relay', check: () => relay.isReady() },
      { name: 'database', check: async () => void (await database.db.execute(sql`select 1`)) },
      { name: 'queue', check: () => matching.isReady() },
    ]
    const { port } = stack.use(await startOpsServer({ host: config.HOST, port: config.OPS_PORT, metrics, checks }))
    logger.info({ opsPort: port }, 'relaying')
  },
})
