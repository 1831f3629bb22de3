import { createAuthenticator } from '@zhihe/access/authenticate'
import { openDatabase } from '@zhihe/postgres/pool'
import { createMetrics } from '@zhihe/runtime/metrics'
import { runProcess } from '@zhihe/runtime/run-process'
import { buildApp } from './app.ts'
import { readApiConfig } from './config.ts'

await runProcess({
  name: 'jobseekers-api',
  readConfig: readApiConfig,
  start: async (config, { logger, stack }) => {
    const now = () => new Date()
    const database = stack.use(openDatabase({ url: config.DATABASE_URL, applicationName: 'zhihe-jobseekers-api' }))
    const app = await buildApp({
      database,
      authenticate: createAuthenticator({ db: database.db, now }),
      now,
      logger,
      metrics: createMetrics({ service: 'jobseekers', process: 'api' }),
      identityKey: config.IDENTITY_KEY,
      identityHashKey: config.IDENTITY_HASH_KEY,
      allowTestRegion: config.ALLOW_TEST_REGION,
    })
    stack.defer(() => app.close())
    const address = await app.listen({ host: config.HOST, port: config.PORT })
    logger.info({ address, allowTestRegion: config.ALLOW_TEST_REGION }, 'listening')
  },
})
