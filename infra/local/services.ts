import type { Principal } from '@zhihe/contracts/access'
import type { ServiceName } from '@zhihe/contracts/routes'
import type { App } from '@zhihe/http/app'
import { limitsOf, waitForConnectionMs } from '@zhihe/http/limits'
import { buildApp as buildJobseekers } from '@zhihe/jobseekers-service/app'
import { keySettingsOf } from '@zhihe/jobseekers-service/key-settings'
import { buildApp as buildMatching } from '@zhihe/matching-service/app'
import { openIndex, snapshotFileOf } from '@zhihe/matching-service/match-index'
import { buildApp as buildOperations, patientPool } from '@zhihe/operations-service/app'
import { openDatabase } from '@zhihe/postgres/pool'
import { buildApp as buildPostings } from '@zhihe/postings-service/app'
import type { Logger } from '@zhihe/runtime/log'
import type { Registry } from '@zhihe/runtime/metrics'
import { buildApp as buildWebhooks } from '@zhihe/webhooks-service/app'
import type { OriginConfig } from './config.ts'

export interface ServicesOptions {
  config: OriginConfig
  logger: Logger
  metrics: Registry
  authenticate: (token: string) => Promise<Principal | null>
  stack: AsyncDisposableStack
}

const bulkQueryTimeoutMs = 25_000

/** The five APIs in one process, each as its own database role, as they would run apart. */
export async function buildServices({ config, logger, metrics, authenticate, stack }: ServicesOptions): Promise<Record<ServiceName, App>> {
  const limits = limitsOf(config)
  const common = (service: ServiceName) => ({ authenticate, metrics, limits, now: () => new Date(), logger: logger.child({ service }) })
  const open = (service: ServiceName, url: string, bulk = false) =>
    stack.use(
      openDatabase({
        url,
        applicationName: `${service}-api`,
        maxConnections: bulk ? 2 : 8,
        waitMs: waitForConnectionMs,
        log: logger,
        ...(bulk ? { queryTimeoutMs: bulkQueryTimeoutMs } : {}),
      }),
    )
  const postings = await buildPostings({
    ...common('postings'),
    database: open('postings', config.POSTINGS_DATABASE_URL),
    bulkDatabase: open('postings', config.POSTINGS_DATABASE_URL, true),
    matchingUrl: `http://127.0.0.1:${config.PORT}`,
  })
  const jobseekers = await buildJobseekers({
    ...common('jobseekers'),
    database: open('jobseekers', config.JOBSEEKERS_DATABASE_URL),
    identityKeys: keySettingsOf(config),
    candidateRefKey: config.CANDIDATE_REF_KEY,
    allowTestRegion: config.ALLOW_TEST_REGION,
    peoplePerDay: config.PEOPLE_PER_DAY,
  })
  const matchingDatabase = open('matching', config.MATCHING_DATABASE_URL)
  const index = openIndex({
    database: matchingDatabase,
    listenUrl: config.MATCHING_DATABASE_URL,
    logger: common('matching').logger,
    now: common('matching').now,
    snapshotFile: snapshotFileOf(config.SNAPSHOT_DIR, 'matching-api'),
  })
  const matching = await buildMatching({
    ...common('matching'),
    database: matchingDatabase,
    index: stack.use(index),
    candidateRefKey: config.CANDIDATE_REF_KEY,
    guards: { peoplePerDay: config.PEOPLE_PER_DAY, whatIfPerMinute: config.WHAT_IF_PER_MINUTE },
  })
  const webhooks = await buildWebhooks({
    ...common('webhooks'),
    database: open('webhooks', config.WEBHOOKS_DATABASE_URL),
    secretKeys: [config.WEBHOOK_SECRET_KEY],
    allowPrivate: config.WEBHOOK_ALLOW_PRIVATE,
  })
  const operations = await buildOperations({
    ...common('operations'),
    queueUrl: config.QUEUE_URL,
    database: open('operations', config.OPERATIONS_DATABASE_URL),
    patientDatabase: stack.use(
      openDatabase({ url: config.OPERATIONS_DATABASE_URL, applicationName: 'operations-api-reports', ...patientPool }),
    ),
  })
  const apps = { postings, jobseekers, matching, webhooks, operations }
  for (const app of Object.values(apps)) stack.defer(() => app.close())
  return apps
}
