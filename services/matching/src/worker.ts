import { startDatabaseClock } from '@zhihe/postgres/clock'
import { measureDatabases } from '@zhihe/postgres/measure'
import { openDatabase } from '@zhihe/postgres/pool'
import { measureQueue } from '@zhihe/queue/measure-queue'
import { startPurging } from '@zhihe/retention/start-purging'
import { armFailpoints } from '@zhihe/runtime/failpoint'
import { createMetrics } from '@zhihe/runtime/metrics'
import { startOpsServer } from '@zhihe/runtime/ops-server'
import { runProcess } from '@zhihe/runtime/run-process'
import { readWorkerConfig } from './config.ts'
import { snapshotFileOf } from './index/open-index.ts'
import { indexDigest } from './index-digest.ts'
import { measureConsentStops, measureIndex, measureRanking } from './measures.ts'
import { startMatchingWorker } from './start-worker.ts'
import { forgetOldFacts, retentionRules } from './store/retention.ts'

const name = 'matching-worker'

await runProcess({
  name,
  readConfig: readWorkerConfig,
  start: async (
    {
      DATABASE_URL: url,
      QUEUE_URL: queueUrl,
      HOST: host,
      OPS_PORT: port,
      CANDIDATE_REF_KEY: candidateRefKey,
      SNAPSHOT_DIR: snapshotDir,
      CRASH_AT,
    },
    { logger, stack },
  ) => {
    if (CRASH_AT !== undefined) armFailpoints(CRASH_AT)
    const database = stack.use(openDatabase({ url, applicationName: name, log: logger }))
    const { now } = stack.use(startDatabaseClock(database))
    const snapshotFile = snapshotFileOf(snapshotDir, name)
    const metrics = createMetrics({ process: name })
    measureDatabases(metrics)
    const onConsentStopped = measureConsentStops(metrics)
    const worker = stack.use(
      startMatchingWorker({
        database,
        listenUrl: url,
        queueUrl,
        candidateRefKey,
        now,
        logger,
        snapshotFile,
        onConsentStopped,
      }),
    )
    measureIndex(metrics, worker.ranking.index)
    measureQueue(metrics, 'matching', worker.consumer)
    measureRanking(metrics, database.db, worker.ranking.refresher)
    const { db } = database
    stack.use(startPurging({ db, rules: retentionRules, more: { old_facts: () => forgetOldFacts(db) }, now, logger, metrics }))
    const ops = stack.use(
      await startOpsServer({
        host,
        port,
        metrics,
        checks: worker.checks,
        pages: { '/index-digest': () => indexDigest(worker.ranking.index) },
      }),
    )
    logger.info({ opsPort: ops.port }, 'ranking')
  },
})
