import { randomUUID } from 'node:crypto'
import type { Principal } from '@zhihe/contracts/access'
import { measureDatabases } from '@zhihe/postgres/measure'
import type { ReadyCheck } from '@zhihe/runtime/health'
import type { Logger } from '@zhihe/runtime/log'
import type { Registry } from '@zhihe/runtime/metrics'
import fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { unreadableAddress } from './address.ts'
import { createAdmission } from './admission.ts'
import type { App, RoutePlugin } from './app-type.ts'
import { authenticateRequests } from './auth.ts'
import { acceptJsonOnly, unstorable } from './body.ts'
import { limitDatabaseTime, repeatLostReads } from './deadlines.ts'
import { registerDocs } from './docs.ts'
import { drainConnections } from './draining.ts'
import { answerFrameworkError, handleErrors } from './errors.ts'
import { registerHealth } from './health.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { logAndMeasure } from './observe.ts'
import { shedUnderPressure } from './pressure.ts'
import { problem } from './problem.ts'
import { refusalCounter } from './refusals.ts'
import { guardServer, serverOptions } from './server.ts'
import { traceRequests } from './trace-requests.ts'
import { validatorCompiler } from './validator.ts'

export type { App, RoutePlugin } from './app-type.ts'

export interface AppOptions {
  logger: Logger
  /** Who holds this key? null when nobody does. Rejects only when it cannot know. */
  authenticate: (token: string) => Promise<Principal | null>
  routes: readonly RoutePlugin[]
  checks: readonly ReadyCheck[]
  metrics: Registry
  /** `defaultLimits` when not given. */
  limits?: Limits | undefined
  /** Milliseconds that never go back, for the limits; that of the process when not given. */
  clock?: () => number
  /** Faults of a service's own that mean `try again`, beside those of the database. */
  isUnavailable?: (error: unknown) => boolean
}

/** A Fastify app with our rules built in: contracts validated both ways, problems, keys, health, metrics, the API reference. It does not listen. */
export async function createApp({
  logger,
  authenticate,
  routes,
  checks,
  metrics,
  limits = defaultLimits,
  clock = () => performance.now(),
  isUnavailable,
}: AppOptions): Promise<App> {
  const baseLogger: FastifyBaseLogger = logger
  const countRefusal = refusalCounter({ logger, metrics, clock })
  const app: App = fastify({
    loggerInstance: baseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    frameworkErrors: answerFrameworkError,
    http: serverOptions,
    trustProxy: limits.trustedProxies.length > 0 ? [...limits.trustedProxies] : false,
    bodyLimit: 1024 * 1024,
    return503OnClosing: true,
    routerOptions: { maxParamLength: 600, ignoreTrailingSlash: false },
  }).withTypeProvider<ZodTypeProvider>()
  guardServer(app.server, limits)
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  acceptJsonOnly(app)
  handleErrors(app, isUnavailable)
  traceRequests(app)
  logAndMeasure(app, metrics)
  await shedUnderPressure(app, limits, countRefusal)
  limitDatabaseTime(app, limits.databaseMs)
  authenticateRequests(app, { authenticate, admission: createAdmission(limits, clock), countRefusal })
  drainConnections(app)
  repeatLostReads(app)
  measureDatabases(metrics)
  app.addHook('onRoute', (route) => {
    const limit = route.config?.bodyLimit
    if (limit !== undefined) route.bodyLimit = limit
  })
  app.addHook('preValidation', async (request) => {
    const isFile = request.routeOptions.config.fileTypes !== undefined
    const errors = [...unreadableAddress(request.url), ...unstorable(request.query, '#/query'), ...(isFile ? [] : unstorable(request.body))]
    if (errors.length > 0) throw problem('invalid_request', { errors })
    if (unstorable(request.params).length > 0) throw problem('not_found')
  })
  registerHealth(app, { checks, metrics })
  await registerDocs(app)
  for (const plugin of routes) await app.register(plugin)
  return app
}
