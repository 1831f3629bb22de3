import { measureImports } from '@zhihe/imports/measure'
import { startDatabaseClock } from '@zhihe/postgres/clock'
import { measureDatabases } from '@zhihe/postgres/measure'
import { openDatabase } from '@zhihe/postgres/pool'
import { everyTenant } from '@zhihe/postgres/tenant'
import { armFailpoints } from '@zhihe/runtime/failpoint'
import { createMetrics } from '@zhihe/runtime/metrics'
import { startOpsServer } from '@zhihe/runtime/ops-server'
import { runProcess } from '@zhihe/runtime/run-process'
import { readImporterConfig } from './config.ts'
import { keySettingsOf } from './key-settings.ts'
import { startImporter } from './start-importer.ts'
import { createIdentityKeys } from './store/identity-keys.ts'
import { imports } from './store/schema.ts'

const name = 'jobseekers-importer'
// A piece of 500 people is one transaction of a few large statements.
const queryTimeoutMs = 25_000

await runProcess({
  name,
  readConfig: readImporterConfig,
  niceness: 5,
  start: async (config, { logger, stack }) => {
    if (config.CRASH_AT !== undefined) armFailpoints(config.CRASH_AT)
    const { DATABASE_URL: url } = config
    const database = stack.use(
      openDatabase({ url, applicationName: `zhihe-${name}`, maxConnections: 3, queryTimeoutMs, tenant: everyTenant, log: logger }),
    )
    const metrics = createMetrics({ process: name })
    measureDatabases(metrics)
    const keys = createIdentityKeys(keySettingsOf(config), { metrics, logger })
    const { now } = stack.use(startDatabaseClock(database))
    const checks = startImporter({ database, now, listenUrl: url, keys, allowTestRegion: config.ALLOW_TEST_REGION, logger, stack })
    measureImports(metrics, database.db, imports)
    const ops = stack.use(await startOpsServer({ host: config.HOST, port: config.OPS_PORT, metrics, checks }))
    logger.info({ opsPort: ops.port, allowTestRegion: config.ALLOW_TEST_REGION }, 'importing people')
  },
})
