import { startDatabaseClock } from '@zhihe/postgres/clock'
import { measureDatabases } from '@zhihe/postgres/measure'
import { openDatabase } from '@zhihe/postgres/pool'
import { armFailpoints } from '@zhihe/runtime/failpoint'
import { createMetrics } from '@zhihe/runtime/metrics'
import { startOpsServer } from '@zhihe/runtime/ops-server'
import { runProcess } from '@zhihe/runtime/run-process'
import { readWorkerConfig } from './config.ts'
import { startDelivery } from './delivery/start-delivery.ts'

const name = 'webhooks-worker'
/** Eight events, two that note answers, a claim, and some for who asks. */
const maxConnections = 14

await runProcess({
  name,
  readConfig: () => readWorkerConfig(),
  async start(config, { logger, stack }) {
    if (config.CRASH_AT !== undefined) armFailpoints(config.CRASH_AT)
    const database = stack.use(openDatabase({ url: planningOnce(config.DATABASE_URL), applicationName: name, maxConnections, log: logger }))
    const clock = stack.use(startDatabaseClock(database))
    const metrics = createMetrics({ process: name })
    measureDatabases(metrics)
    const checks = startDelivery({
      database,
      databaseUrl: config.DATABASE_URL,
      queueUrl: config.QUEUE_URL,
      secretKeys: config.WEBHOOK_SECRET_KEY,
      allowPrivate: config.WEBHOOK_ALLOW_PRIVATE,
      clock,
      logger,
      metrics,
      stack,
    })
    const ops = stack.use(await startOpsServer({ host: config.HOST, port: config.OPS_PORT, metrics, checks }))
    logger.info({ opsPort: ops.port, allowPrivate: config.WEBHOOK_ALLOW_PRIVATE }, 'working')
  },
})

/**
 * The same few statements all day, every one of which looks up a few rows by their keys. Planned once each: planning a claim at every call is dearer
 * than doing it. And by index: how many rows a claim finds no planner can guess, and for its guess it would read the whole table.
 */
function planningOnce(databaseUrl: string): string {
  const url = new URL(databaseUrl)
  const settings = ['plan_cache_mode=force_generic_plan', 'enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off', 'jit=off']
  url.searchParams.set('options', settings.map((setting) => `-c ${setting}`).join(' '))
  return url.href
}
