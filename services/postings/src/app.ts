import type { Principal } from '@zhihe/contracts/access'
import { type App, createApp } from '@zhihe/http/app'
import type { Limits } from '@zhihe/http/limits'
import type { Database } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import type { Registry } from '@zhihe/runtime/metrics'
import { sql } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { batchPostingsRoute } from './routes/batch-postings.ts'
import { closePostingRoute } from './routes/close-posting.ts'
import { completeFeedRoute } from './routes/complete-feed.ts'
import { confirmPostingRoute } from './routes/confirm-posting.ts'
import { createEmployerRoute } from './routes/create-employer.ts'
import { createFairRoute } from './routes/create-fair.ts'
import { createPostingRoute } from './routes/create-posting.ts'
import { decideFindingRoute } from './routes/decide-finding.ts'
import { getEmployerRoute } from './routes/get-employer.ts'
import { getFairRoute } from './routes/get-fair.ts'
import { getImportRoute } from './routes/get-import.ts'
import { getImportWorkbookRoute } from './routes/get-import-workbook.ts'
import { getPostReportRoute } from './routes/get-post-report.ts'
import { getPostingRoute } from './routes/get-posting.ts'
import { importMappingRoutes } from './routes/import-mapping.ts'
import { lintPostingRoute } from './routes/lint-posting.ts'
import { listEmployerAttendancesRoute } from './routes/list-employer-attendances.ts'
import { listFairAttendancesRoute } from './routes/list-fair-attendances.ts'
import { listFindingsRoute } from './routes/list-findings.ts'
import { listImportItemsRoute } from './routes/list-import-items.ts'
import { listOpenPostingsRoute } from './routes/list-open-postings.ts'
import { listPostingsRoute } from './routes/list-postings.ts'
import { listVacanciesRoute } from './routes/list-vacancies.ts'
import { recordAttendanceRoute } from './routes/record-attendance.ts'
import { simulatePostingRoute } from './routes/simulate-posting.ts'
import { startImportRoute } from './routes/start-import.ts'
import { unmergePostingRoute } from './routes/unmerge-posting.ts'
import { updateEmployerRoute } from './routes/update-employer.ts'
import { upsertPostingRoute } from './routes/upsert-posting.ts'
import { watchImportRoute } from './routes/watch-import.ts'

export interface PostingsAppOptions {
  database: Database
  /** A small pool with long deadlines for batches; `database` when not given. */
  bulkDatabase?: Database
  authenticate: (token: string) => Promise<Principal | null>
  now: () => Date
  newId?: () => string
  /** Where matching answers `POST /v1/what-if`; without it a simulation has no pool. */
  matchingUrl?: string | undefined
  logger: Logger
  metrics: Registry
  /** The defaults when not given. */
  limits?: Limits | undefined
}

/** The HTTP side of the postings service. It does not listen. */
export async function buildApp({
  database,
  bulkDatabase = database,
  authenticate,
  now,
  newId = uuidv7,
  matchingUrl,
  logger,
  metrics,
  limits,
}: PostingsAppOptions): Promise<App> {
  const { db } = database
  const deps = { db, bulkDb: bulkDatabase.db, now, newId }
  return await createApp({
    logger,
    authenticate,
    metrics,
    limits,
    checks: [{ name: 'database', check: async () => void (await db.execute(sql`select 1`)) }],
    routes: [
      createEmployerRoute(deps),
      updateEmployerRoute(deps),
      listVacanciesRoute(deps),
      getEmployerRoute(deps),
      listEmployerAttendancesRoute(deps),
      getPostReportRoute(deps),
      createFairRoute(deps),
      getFairRoute(deps),
      recordAttendanceRoute(deps),
      listFairAttendancesRoute(deps),
      createPostingRoute(deps),
      listPostingsRoute(deps),
      listOpenPostingsRoute(deps),
      getPostingRoute(deps),
      upsertPostingRoute(deps),
      closePostingRoute(deps),
      batchPostingsRoute(deps),
      lintPostingRoute(deps),
      simulatePostingRoute({ ...deps, matchingUrl: matchingUrl ?? null }),
      listFindingsRoute(deps),
      decideFindingRoute(deps),
      confirmPostingRoute(deps),
      unmergePostingRoute(deps),
      completeFeedRoute(deps),
      startImportRoute(deps),
      getImportRoute(deps),
      watchImportRoute(deps),
      listImportItemsRoute(deps),
      importMappingRoutes(deps),
      getImportWorkbookRoute(deps),
    ],
  })
}
