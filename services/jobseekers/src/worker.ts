import { startDatabaseClock } from '@zhihe/postgres/clock'
import { measureDatabases } from '@zhihe/postgres/measure'
import { openDatabase } from '@zhihe/postgres/pool'
import { everyTenant } from '@zhihe/postgres/tenant'
import { createMetrics } from '@zhihe/runtime/metrics'
import { startOpsServer } from '@zhihe/runtime/ops-server'
import { runProcess } from '@zhihe/runtime/run-process'
import { readWorkerConfig } from './config.ts'
import { startJobseekersWorker } from './start-worker.ts'

const name = 'jobseekers-worker'

await runProcess({
  name,
  readConfig: readWorkerConfig,
  start: async (config, { logger, stack }) => {
    const database = stack.use(
      openDatabase({ url: config.DATABASE_URL, applicationName: `zhihe-${name}`, maxConnections: 4, tenant: everyTenant, log: logger }),
    )
    const metrics = createMetrics({ process: name })
    measureDatabases(metrics)
    const { now } = stack.use(startDatabaseClock(database))
    const { QUEUE_URL: queueUrl, RETENTION_INACTIVE_YEARS: inactiveYears } = config
    const checks = startJobseekersWorker({ database, now, queueUrl, logger, metrics, inactiveYears, stack })
    const ops = stack.use(await startOpsServer({ host: config.HOST, port: config.OPS_PORT, metrics, checks }))
    logger.info({ opsPort: ops.port }, 'counting exposure')
  },
})
