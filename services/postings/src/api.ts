import { createAuthenticator } from '@zhihe/access/authenticate'
import { ssoOf } from '@zhihe/access/sso-settings'
import { limitsOf, waitForConnectionMs } from '@zhihe/http/limits'
import { startDatabaseClock } from '@zhihe/postgres/clock'
import { openDatabase } from '@zhihe/postgres/pool'
import { armFailpoints } from '@zhihe/runtime/failpoint'
import { createMetrics } from '@zhihe/runtime/metrics'
import { runProcess } from '@zhihe/runtime/run-process'
import { buildApp } from './app.ts'
import { readApiConfig } from './config.ts'

const name = 'postings-api'
const bulkQueryTimeoutMs = 25_000

await runProcess({
  name,
  readConfig: readApiConfig,
  start: async (config, { logger, stack }) => {
    const { DATABASE_URL: url, HOST: host, PORT: port, MATCHING_URL: matchingUrl, CRASH_AT: crashAt } = config
    if (crashAt !== undefined) armFailpoints(crashAt)
    const database = stack.use(openDatabase({ url, applicationName: name, waitMs: waitForConnectionMs, log: logger }))
    const { now } = stack.use(startDatabaseClock(database))
    // Two at a time: a third batch is told to come back, instead of taking the memory and the time of everybody else.
    const bulkDatabase = stack.use(
      openDatabase({ url, applicationName: `${name}-bulk`, maxConnections: 2, queryTimeoutMs: bulkQueryTimeoutMs, log: logger }),
    )
    const authenticate = createAuthenticator({ db: database.db, now, sso: ssoOf(config) })
    const metrics = createMetrics({ process: name })
    const limits = limitsOf(config)
    const built = await buildApp({ database, bulkDatabase, authenticate, now, matchingUrl, logger, metrics, limits })
    const app = stack.adopt(built, () => built.close())
    const address = await app.listen({ host, port })
    logger.info({ address }, 'listening')
  },
})
