import { openDatabase } from '@zhihe/postgres/pool'
import { createMetrics } from '@zhihe/runtime/metrics'
import { startOpsServer } from '@zhihe/runtime/ops-server'
import { runProcess } from '@zhihe/runtime/run-process'
import { readWorkerConfig } from './config.ts'
import { startDelivery } from './delivery/start-delivery.ts'

const name = 'webhooks-worker'

await runProcess({
  name,
  readConfig: () => readWorkerConfig(),
  async start(config, { logger, stack }) {
    const database = stack.use(openDatabase({ url: config.DATABASE_URL, applicationName: name }))
    const metrics = createMetrics({ process: name })
    const checks = startDelivery({
      database,
      databaseUrl: config.DATABASE_URL,
      queueUrl: config.QUEUE_URL,
      secretKeys: config.WEBHOOK_SECRET_KEY,
      allowPrivate: config.WEBHOOK_ALLOW_PRIVATE,
      now: () => new Date(),
      logger,
      metrics,
      stack,
    })
    const ops = stack.use(await startOpsServer({ host: config.HOST, port: config.OPS_PORT, metrics, checks }))
    logger.info({ opsPort: ops.port, allowPrivate: config.WEBHOOK_ALLOW_PRIVATE }, 'working')
  },
})
