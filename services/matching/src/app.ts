import type { Principal } from '@zhihe/contracts/access'
import { type App, createApp } from '@zhihe/http/app'
import type { Limits } from '@zhihe/http/limits'
import type { Database } from '@zhihe/postgres/pool'
import type { Logger } from '@zhihe/runtime/log'
import type { Registry } from '@zhihe/runtime/metrics'
import { sql } from 'drizzle-orm'
import { defaultGuards, type Guards } from './guards.ts'
import type { MatchIndex } from './index/open-index.ts'
import { indexDigest } from './index-digest.ts'
import { createPeopleLimit } from './reading/people-limit.ts'
import { createShownPairs } from './reading/shown-pairs.ts'
import { decideReviewRoute } from './routes/decide-review.ts'
import { getMatchRoute } from './routes/get-match.ts'
import { getRebuildRoute } from './routes/get-rebuild.ts'
import { listMatchesRoute } from './routes/list-matches.ts'
import { listReviewsRoute } from './routes/list-reviews.ts'
import { requestReviewRoute } from './routes/request-review.ts'
import { scoreRoute } from './routes/score.ts'
import { startRebuildRoute } from './routes/start-rebuild.ts'
import { whatIfRoute } from './routes/what-if.ts'

export interface MatchingAppOptions {
  database: Database
  /** Opened and closed by the caller. */
  index: MatchIndex
  authenticate: (token: string) => Promise<Principal | null>
  now: () => Date
  candidateRefKey: Buffer
  logger: Logger
  metrics: Registry
  /** The defaults when not given. */
  limits?: Limits | undefined
  /** The defaults when not given. */
  guards?: Guards
}

/** The HTTP side of the matching service. It does not listen. */
export async function buildApp({
  database,
  index,
  authenticate,
  now,
  candidateRefKey,
  logger,
  metrics,
  limits,
  guards = defaultGuards,
}: MatchingAppOptions): Promise<App> {
  const { db } = database
  const peopleLimit = createPeopleLimit({ db, now, logger, metrics, peoplePerDay: guards.peoplePerDay })
  const deps = { db, index, shownPairs: createShownPairs(db), peopleLimit, candidateRefKey, now }
  const app = await createApp({
    logger,
    authenticate,
    metrics,
    limits,
    checks: [
      { name: 'database', check: async () => void (await db.execute(sql`select 1`)) },
      { name: 'index', check: () => index.isReady() },
    ],
    routes: [
      listMatchesRoute(deps),
      getMatchRoute(deps),
      scoreRoute(deps),
      requestReviewRoute(deps),
      listReviewsRoute(deps),
      decideReviewRoute(deps),
      whatIfRoute({ ...deps, whatIfPerMinute: guards.whatIfPerMinute }),
      startRebuildRoute(deps),
      getRebuildRoute(deps),
    ],
  })
  // For operators: no contract, no key; the reverse proxy refuses it, as it does /metrics.
  app.get('/index-digest', async (_request, reply) => reply.header('cache-control', 'no-store').send(await indexDigest(index)))
  return app
}
