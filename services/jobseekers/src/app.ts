import type { Principal } from '@zhihe/contracts/access'
import { type App, createApp } from '@zhihe/http/app'
import type { Database } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import type { Registry } from '@zhihe/runtime/metrics'
import { sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { auditExposureRoute } from './routes/audit-exposure.ts'
import { createJobseekerRoute } from './routes/create-jobseeker.ts'
import { getJobseekerRoute } from './routes/get-jobseeker.ts'
import { listConsentsRoute } from './routes/list-consents.ts'
import { noStore } from './routes/no-store.ts'
import { patchJobseekerRoute } from './routes/patch-jobseeker.ts'
import { recordConsentRoute } from './routes/record-consent.ts'

export interface JobseekersAppOptions {
  database: Database
  authenticate: (token: string) => Promise<Principal | null>
  now: () => Date
  newId?: () => string
  logger: Logger
  metrics: Registry
  /** 32 bytes that encrypt identities, and their name. */
  identityKey: { id: string; key: Buffer }
  /** 32 bytes that hash the numbers by which a person is found again. */
  identityHashKey: Buffer
  /** Take citizen numbers of region 99 and telephone numbers that belong to nobody: samples and tests only. */
  allowTestRegion: boolean
}

/** The HTTP side of the jobseekers service. It does not listen. */
export async function buildApp({
  database: { db },
  authenticate,
  now,
  newId = uuidv7,
  logger,
  metrics,
  identityKey,
  identityHashKey,
  allowTestRegion,
}: JobseekersAppOptions): Promise<App> {
  const deps = { db, now, newId, keys: { identityKey, identityHashKey }, allowTestRegion }
  return await createApp({
    logger,
    authenticate,
    metrics,
    checks: [{ name: 'database', check: async () => void (await db.execute(sql`select 1`)) }],
    routes: [
      noStore,
      createJobseekerRoute(deps),
      getJobseekerRoute(deps),
      patchJobseekerRoute(deps),
      recordConsentRoute(deps),
      listConsentsRoute(deps),
      auditExposureRoute(deps),
    ],
  })
}
