import type { Principal } from '@zhihe/contracts/access'
import { type App, createApp } from '@zhihe/http/app'
import type { Limits } from '@zhihe/http/limits'
import type { Database } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import type { Registry } from '@zhihe/runtime/metrics'
import { v7 } from 'uuid'
import { boardRoutes } from './board/board-routes.ts'
import { statementDeadlineMs } from './check-consistency.ts'
import { createReportMaker } from './make-report.ts'
import { measureReports } from './measure-reports.ts'
import { getConsistencyRoute } from './routes/get-consistency.ts'
import { repairConsistencyRoute } from './routes/repair-consistency.ts'

/** Settings of the pool that compares: a statement may take long, and each lane of a report takes a connection. */
export const patientPool = { maxConnections: 4, queryTimeoutMs: statementDeadlineMs + 5_000 }

export interface OperationsAppOptions {
  database: Database
  /** Opened with `patientPool`. */
  patientDatabase: Database
  authenticate: (token: string) => Promise<Principal | null>
  now: () => Date
  newId?: () => string
  logger: Logger
  metrics: Registry
  /** The defaults when not given. */
  limits?: Limits | undefined
  /** Where the queues live; without it there is no board of them. */
  queueUrl?: string | undefined
}

/** The operations API. It does not listen. */
export async function buildApp({
  database: { db, pool },
  patientDatabase: { db: patientDb },
  authenticate,
  now,
  newId = v7,
  logger,
  metrics,
  limits,
  queueUrl,
}: OperationsAppOptions): Promise<App> {
  const deps = { db, patientDb, now, newId }
  const reports = createReportMaker({ ...deps, logger })
  measureReports(metrics, db)
  const app = await createApp({
    logger,
    authenticate,
    metrics,
    limits,
    routes: [
      getConsistencyRoute({ reports }),
      repairConsistencyRoute(deps),
      ...(queueUrl === undefined ? [] : [boardRoutes({ queueUrl, authenticate, now })]),
    ],
    checks: [{ name: 'database', check: async () => void (await pool.query('select 1')) }],
  })
  app.addHook('onClose', () => reports[Symbol.asyncDispose]())
  return app
}
