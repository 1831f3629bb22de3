import { measureImports } from '@zhihe/imports/measure'
import { startDatabaseClock } from '@zhihe/postgres/clock'
import { measureDatabases } from '@zhihe/postgres/measure'
import { openDatabase } from '@zhihe/postgres/pool'
import { startPurging } from '@zhihe/retention/start-purging'
import { armFailpoints } from '@zhihe/runtime/failpoint'
import { createMetrics } from '@zhihe/runtime/metrics'
import { startOpsServer } from '@zhihe/runtime/ops-server'
import { runProcess } from '@zhihe/runtime/run-process'
import { sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { readRelayConfig } from './config.ts'
import { startImportWorker } from './jobs/import-worker.ts'
import { retentionRules } from './store/retention.ts'
import { imports } from './store/schema.ts'

const name = 'postings-worker'
// A piece of 200 rows is one transaction of a few large statements.
const queryTimeoutMs = 25_000

await runProcess({
  name,
  readConfig: readRelayConfig,
  niceness: 5,
  start: async ({ DATABASE_URL: url, HOST, OPS_PORT, CRASH_AT }, { logger, stack }) => {
    if (CRASH_AT !== undefined) armFailpoints(CRASH_AT)
    const database = stack.use(openDatabase({ url, applicationName: name, maxConnections: 3, queryTimeoutMs, log: logger }))
    const { db } = database
    const { now } = stack.use(startDatabaseClock(database))
    const worker = stack.use(startImportWorker({ db, listenUrl: url, now, newId: uuidv7, logger }))
    const metrics = createMetrics({ process: name })
    measureDatabases(metrics)
    stack.use(startPurging({ db, rules: retentionRules, now, logger, metrics }))
    measureImports(metrics, db, imports)
    const checks = [
      { name: 'database', check: async () => void (await db.execute(sql`select 1`)) },
      { name: 'imports', check: async () => worker.isReady() },
    ]
    const ops = stack.use(await startOpsServer({ host: HOST, port: OPS_PORT, metrics, checks }))
    logger.info({ opsPort: ops.port }, 'importing')
  },
})
