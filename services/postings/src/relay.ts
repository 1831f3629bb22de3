import type { Consumer } from '@zhihe/contracts/event'
import { measureRelay } from '@zhihe/outbox/measure-relay'
import { startRelay } from '@zhihe/outbox/relay'
import { startDatabaseClock } from '@zhihe/postgres/clock'
import { measureDatabases } from '@zhihe/postgres/measure'
import { openDatabase } from '@zhihe/postgres/pool'
import { isJobRefusal, openProducer } from '@zhihe/queue/producer'
import { armFailpoints } from '@zhihe/runtime/failpoint'
import { createMetrics } from '@zhihe/runtime/metrics'
import { startOpsServer } from '@zhihe/runtime/ops-server'
import { runProcess } from '@zhihe/runtime/run-process'
import { sql } from 'drizzle-orm'
import { readRelayConfig } from './config.ts'
import { startExpirySweeper } from './jobs/close-expired-postings.ts'
import { schemaName } from './store/schema.ts'

const name = 'postings-relay'

await runProcess({
  name,
  readConfig: readRelayConfig,
  start: async ({ DATABASE_URL, QUEUE_URL, HOST, OPS_PORT, CRASH_AT }, { logger, stack }) => {
    if (CRASH_AT !== undefined) armFailpoints(CRASH_AT)
    const database = stack.use(openDatabase({ url: DATABASE_URL, applicationName: name, maxConnections: 3, log: logger }))
    // Nothing of this service is for jobseekers (consumersOf in contracts/event).
    const producers = { matching: open('matching'), webhooks: open('webhooks') }
    const publish = async (consumer: Consumer, jobs: Parameters<typeof producers.matching.addBulk>[0]) => {
      if (consumer === 'jobseekers') throw new Error(`nothing of this service is for ${consumer}`)
      await producers[consumer].addBulk(jobs)
    }
    const to = { publish, queues: producers, isRefusal: isJobRefusal }
    const relay = stack.use(startRelay({ database, listenUrl: DATABASE_URL, schema: schemaName, ...to, logger }))
    stack.use(startExpirySweeper({ db: database.db, now: stack.use(startDatabaseClock(database)).now, logger }))
    const metrics = createMetrics({ process: name })
    measureDatabases(metrics)
    measureRelay(metrics, relay)
    const checks = [
      { name: 'relay', check: () => relay.isReady() },
      { name: 'database', check: async () => void (await database.db.execute(sql`select 1`)) },
      { name: 'queue matching', check: () => producers.matching.isReady() },
      { name: 'queue webhooks', check: () => producers.webhooks.isReady() },
    ]
    const ops = stack.use(await startOpsServer({ host: HOST, port: OPS_PORT, metrics, checks }))
    logger.info({ opsPort: ops.port }, 'relaying')

    function open(queue: string) {
      return stack.use(openProducer({ url: QUEUE_URL, queue, logger }))
    }
  },
})
