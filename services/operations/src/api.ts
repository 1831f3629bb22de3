import { createAuthenticator } from '@zhihe/access/authenticate'
import { ssoOf } from '@zhihe/access/sso-settings'
import { limitsOf, waitForConnectionMs } from '@zhihe/http/limits'
import { startDatabaseClock } from '@zhihe/postgres/clock'
import { openDatabase } from '@zhihe/postgres/pool'
import { startPurging } from '@zhihe/retention/start-purging'
import { createMetrics } from '@zhihe/runtime/metrics'
import { runProcess } from '@zhihe/runtime/run-process'
import { buildApp, patientPool } from './app.ts'
import { readApiConfig } from './config.ts'
import { retentionRules } from './store/retention.ts'

const name = 'operations-api'

await runProcess({
  name,
  readConfig: readApiConfig,
  start: async (config, { logger, stack }) => {
    const url = config.DATABASE_URL
    const database = stack.use(openDatabase({ url, applicationName: name, maxConnections: 4, waitMs: waitForConnectionMs, log: logger }))
    const patientDatabase = stack.use(openDatabase({ url, applicationName: `${name}-reports`, ...patientPool }))
    const clock = stack.use(startDatabaseClock(database))
    const now = () => clock.now()
    const metrics = createMetrics({ process: name })
    const authenticate = createAuthenticator({ db: database.db, now, sso: ssoOf(config) })
    const app = await buildApp({
      database,
      patientDatabase,
      authenticate,
      now,
      logger,
      metrics,
      limits: limitsOf(config),
      queueUrl: config.QUEUE_URL,
    })
    stack.defer(() => app.close())
    stack.use(startPurging({ db: database.db, rules: retentionRules, now, logger, metrics }))
    await app.listen({ host: config.HOST, port: config.PORT })
    logger.info({ port: config.PORT }, 'listening')
  },
})
