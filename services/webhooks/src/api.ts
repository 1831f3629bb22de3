import { createAuthenticator } from '@zhihe/access/authenticate'
import { ssoOf } from '@zhihe/access/sso-settings'
import { limitsOf, waitForConnectionMs } from '@zhihe/http/limits'
import { startDatabaseClock } from '@zhihe/postgres/clock'
import { openDatabase } from '@zhihe/postgres/pool'
import { createMetrics } from '@zhihe/runtime/metrics'
import { runProcess } from '@zhihe/runtime/run-process'
import { buildApp } from './app.ts'
import { readApiConfig } from './config.ts'

const name = 'webhooks-api'

await runProcess({
  name,
  readConfig: () => readApiConfig(),
  async start(config, { logger, stack }) {
    const database = stack.use(openDatabase({ url: config.DATABASE_URL, applicationName: name, waitMs: waitForConnectionMs, log: logger }))
    const { now } = stack.use(startDatabaseClock(database))
    const app = await buildApp({
      database,
      authenticate: createAuthenticator({ db: database.db, now, sso: ssoOf(config) }),
      now,
      logger,
      metrics: createMetrics({ process: name }),
      secretKeys: config.WEBHOOK_SECRET_KEY,
      allowPrivate: config.WEBHOOK_ALLOW_PRIVATE,
      limits: limitsOf(config),
    })
    stack.defer(() => app.close())
    await app.listen({ host: config.HOST, port: config.PORT })
    logger.info({ port: config.PORT, allowPrivate: config.WEBHOOK_ALLOW_PRIVATE }, 'listening')
  },
})
