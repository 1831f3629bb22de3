import { createAuthenticator } from '@zhihe/access/authenticate'
import { ssoOf } from '@zhihe/access/sso-settings'
import { limitsOf, waitForConnectionMs } from '@zhihe/http/limits'
import { startDatabaseClock } from '@zhihe/postgres/clock'
import { openDatabase } from '@zhihe/postgres/pool'
import { createMetrics } from '@zhihe/runtime/metrics'
import { runProcess } from '@zhihe/runtime/run-process'
import { buildApp } from './app.ts'
import { readApiConfig } from './config.ts'
import { openIndex, snapshotFileOf } from './index/open-index.ts'
import { measureIndex } from './measures.ts'

const name = 'matching-api'

await runProcess({
  name,
  readConfig: readApiConfig,
  start: async (config, { logger, stack }) => {
    const { DATABASE_URL: url, HOST: host, PORT: port, CANDIDATE_REF_KEY: candidateRefKey, SNAPSHOT_DIR: snapshotDir } = config
    const database = stack.use(openDatabase({ url, applicationName: name, waitMs: waitForConnectionMs, log: logger }))
    const { now } = stack.use(startDatabaseClock(database))
    const authenticate = createAuthenticator({ db: database.db, now, sso: ssoOf(config) })
    const index = stack.use(openIndex({ database, listenUrl: url, now, logger, snapshotFile: snapshotFileOf(snapshotDir, name) }))
    const metrics = createMetrics({ process: name })
    measureIndex(metrics, index)
    const guards = { peoplePerDay: config.PEOPLE_PER_DAY, whatIfPerMinute: config.WHAT_IF_PER_MINUTE }
    const limits = limitsOf(config)
    const built = await buildApp({ database, index, authenticate, now, candidateRefKey, logger, metrics, guards, limits })
    const app = stack.adopt(built, () => built.close())
    const address = await app.listen({ host, port })
    logger.info({ address }, 'listening')
  },
})
