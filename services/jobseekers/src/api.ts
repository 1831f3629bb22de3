import { createAuthenticator } from '@zhihe/access/authenticate'
import { ssoOf } from '@zhihe/access/sso-settings'
import { limitsOf, waitForConnectionMs } from '@zhihe/http/limits'
import { startDatabaseClock } from '@zhihe/postgres/clock'
import { openDatabase } from '@zhihe/postgres/pool'
import { createMetrics } from '@zhihe/runtime/metrics'
import { runProcess } from '@zhihe/runtime/run-process'
import { buildApp } from './app.ts'
import { readApiConfig } from './config.ts'
import { keySettingsOf } from './key-settings.ts'

await runProcess({
  name: 'jobseekers-api',
  readConfig: readApiConfig,
  start: async (config, { logger, stack }) => {
    const database = stack.use(
      openDatabase({ url: config.DATABASE_URL, applicationName: 'zhihe-jobseekers-api', waitMs: waitForConnectionMs, log: logger }),
    )
    const { now } = stack.use(startDatabaseClock(database))
    const app = await buildApp({
      database,
      authenticate: createAuthenticator({ db: database.db, now, sso: ssoOf(config) }),
      now,
      logger,
      metrics: createMetrics({ process: 'jobseekers-api' }),
      identityKeys: keySettingsOf(config),
      candidateRefKey: config.CANDIDATE_REF_KEY,
      allowTestRegion: config.ALLOW_TEST_REGION,
      limits: limitsOf(config),
      peoplePerDay: config.PEOPLE_PER_DAY,
    })
    stack.defer(() => app.close())
    const address = await app.listen({ host: config.HOST, port: config.PORT })
    logger.info({ address, allowTestRegion: config.ALLOW_TEST_REGION }, 'listening')
  },
})
