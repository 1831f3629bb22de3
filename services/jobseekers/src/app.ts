import { isAuditFailure } from '@zhihe/audit/failure'
import type { Principal } from '@zhihe/contracts/access'
import { type App, createApp } from '@zhihe/http/app'
import type { Limits } from '@zhihe/http/limits'
import type { Database } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import type { Registry } from '@zhihe/runtime/metrics'
import { sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { addCertificateRoute } from './routes/add-certificate.ts'
import { auditEntriesRoute } from './routes/audit-entries.ts'
import { auditExposedRoute } from './routes/audit-exposed.ts'
import { auditExposureRoute } from './routes/audit-exposure.ts'
import { countAuditFailures } from './routes/audit-failures.ts'
import { auditIntegrityRoute } from './routes/audit-integrity.ts'
import { createJobseekerRoute } from './routes/create-jobseeker.ts'
import { createKeyRoute } from './routes/create-key.ts'
import { eraseJobseekerRoute } from './routes/erase-jobseeker.ts'
import { exportJobseekerRoute } from './routes/export-jobseeker.ts'
import { fileRoutes } from './routes/file-routes.ts'
import { getDisclosureRoute } from './routes/get-disclosure.ts'
import { getJobseekerRoute } from './routes/get-jobseeker.ts'
import { listCertificatesRoute } from './routes/list-certificates.ts'
import { listConsentTextsRoute } from './routes/list-consent-texts.ts'
import { listConsentsRoute } from './routes/list-consents.ts'
import { listDisclosuresRoute } from './routes/list-disclosures.ts'
import { listJobseekerDisclosuresRoute } from './routes/list-jobseeker-disclosures.ts'
import { listKeysRoute } from './routes/list-keys.ts'
import { lookUpJobseekerRoute } from './routes/look-up-jobseeker.ts'
import { noStore } from './routes/no-store.ts'
import { patchJobseekerRoute } from './routes/patch-jobseeker.ts'
import { peopleImportRoutes } from './routes/people-imports.ts'
import { publishConsentTextRoute } from './routes/publish-consent-text.ts'
import { recordConsentRoute } from './routes/record-consent.ts'
import { revokeKeyRoute } from './routes/revoke-key.ts'
import { rotateKeyRoute } from './routes/rotate-key.ts'
import { tenantScope } from './routes/tenant-scope.ts'
import { createIdentityKeys, type KeySettings } from './store/identity-keys.ts'

const defaultPeoplePerDay = 500

export interface JobseekersAppOptions {
  database: Database
  authenticate: (token: string) => Promise<Principal | null>
  now: () => Date
  newId?: () => string
  logger: Logger
  metrics: Registry
  /** The defaults when not given. */
  limits?: Limits | undefined
  identityKeys: KeySettings
  /** 32 bytes that name people to employers; the same in matching. */
  candidateRefKey: Buffer
  /** Take citizen numbers of region 99 and telephone numbers that belong to nobody: samples and tests only. */
  allowTestRegion: boolean
  /** Different people of whom one enterprise may read on a day of China's calendar; 500 when not given. */
  peoplePerDay?: number
}

/** The HTTP side of the jobseekers service. It does not listen. */
export async function buildApp({
  database: { db },
  authenticate,
  now,
  newId = uuidv7,
  logger,
  metrics,
  identityKeys,
  candidateRefKey,
  allowTestRegion,
  limits,
  peoplePerDay = defaultPeoplePerDay,
}: JobseekersAppOptions): Promise<App> {
  const deps = { db, now, newId, keys: createIdentityKeys(identityKeys, { metrics, logger }), candidateRefKey, allowTestRegion }
  return await createApp({
    logger,
    authenticate,
    metrics,
    limits,
    // What cannot be audited has not happened.
    isUnavailable: isAuditFailure,
    checks: [{ name: 'database', check: async () => void (await db.execute(sql`select 1`)) }],
    routes: [
      noStore,
      tenantScope,
      countAuditFailures(metrics),
      createJobseekerRoute(deps),
      getJobseekerRoute(deps),
      patchJobseekerRoute(deps),
      exportJobseekerRoute(deps),
      eraseJobseekerRoute(deps),
      lookUpJobseekerRoute(deps),
      addCertificateRoute(deps),
      listCertificatesRoute(deps),
      recordConsentRoute(deps),
      listConsentsRoute(deps),
      publishConsentTextRoute(deps),
      listConsentTextsRoute(deps),
      listDisclosuresRoute(deps),
      getDisclosureRoute({ ...deps, peoplePerDay }),
      listJobseekerDisclosuresRoute(deps),
      listKeysRoute(deps),
      createKeyRoute(deps),
      rotateKeyRoute(deps),
      revokeKeyRoute(deps),
      auditExposureRoute(deps),
      ...fileRoutes(deps),
      ...peopleImportRoutes(deps),
      auditEntriesRoute(deps),
      auditExposedRoute(deps),
      auditIntegrityRoute(deps),
    ],
  })
}
