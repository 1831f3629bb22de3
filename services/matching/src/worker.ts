import { openDatabase } from '@zhihe/postgres/pool'
import { startPurging } from '@zhihe/retention/start-purging'
import { createMetrics } from '@zhihe/runtime/metrics'
import { startOpsServer } from '@zhihe/runtime/ops-server'
import { runProcess } from '@zhihe/runtime/run-process'
import { readWorkerConfig } from './config.ts'
import { snapshotFileOf } from './index/open-index.ts'
import { measureIndex, measureRanking } from './measures.ts'
import { startMatchingWorker } from './start-worker.ts'
import { forgetOldFacts, retentionRules } from './store/retention.ts'

const name = 'matching-worker'

await runProcess({
  name,
  readConfig: readWorkerConfig,
  start: async (
    { DATABASE_URL: url, QUEUE_URL: queueUrl, HOST: host, OPS_PORT: port, CANDIDATE_REF_KEY: candidateRefKey, SNAPSHOT_DIR: snapshotDir },
    { logger, stack },
  ) => {
    const onConnectionLost = (err: Error) => logger.warn({ err }, 'a database connection was lost')
    const database = stack.use(openDatabase({ url, applicationName: name, onConnectionLost }))
    const snapshotFile = snapshotFileOf(snapshotDir, name)
    const worker = stack.use(
      startMatchingWorker({ database, listenUrl: url, queueUrl, candidateRefKey, now: () => new Date(), logger, snapshotFile }),
    )
    const metrics = createMetrics({ process: name })
    measureIndex(metrics, worker.ranking.index)
    measureRanking(metrics, database.db, worker.ranking.refresher)
    const { db } = database
    stack.use(
      startPurging({ db, rules: retentionRules, more: { old_facts: () => forgetOldFacts(db) }, now: () => new Date(), logger, metrics }),
    )
    const ops = stack.use(await startOpsServer({ host, port, metrics, checks: worker.checks }))
    logger.info({ opsPort: ops.port }, 'ranking')
  },
})
