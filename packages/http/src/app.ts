import { randomUUID } from 'node:crypto'
import type { Principal } from '@zhihe/contracts/access'
import type { ReadyCheck } from '@zhihe/runtime/health'
import type { Logger } from '@zhihe/runtime/log'
import type { Registry } from '@zhihe/runtime/metrics'
import fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import type { App, RoutePlugin } from './app-type.ts'
import { authenticateRequests } from './auth.ts'
import { acceptJsonOnly, unstorable } from './body.ts'
import { registerDocs } from './docs.ts'
import { handleErrors } from './errors.ts'
import { registerHealth } from './health.ts'
import { logAndMeasure } from './observe.ts'
import { problem } from './problem.ts'
import { validatorCompiler } from './validator.ts'

export type { App, RoutePlugin } from './app-type.ts'

export interface AppOptions {
  logger: Logger
  /** Who holds this key? null when nobody does. Rejects only when it cannot know. */
  authenticate: (token: string) => Promise<Principal | null>
  routes: readonly RoutePlugin[]
  checks: readonly ReadyCheck[]
  metrics: Registry
}

// A workbook over a slow line takes minutes; who does not even send her headers is not waited for.
const requestTimeoutMs = 300_000
const headersTimeoutMs = 20_000

/** A Fastify app with our rules built in: contracts validated both ways, problems, keys, health, metrics, the API reference. It does not listen. */
export async function createApp({ logger, authenticate, routes, checks, metrics }: AppOptions): Promise<App> {
  const baseLogger: FastifyBaseLogger = logger
  const app: App = fastify({
    loggerInstance: baseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestTimeout: requestTimeoutMs,
    bodyLimit: 1024 * 1024,
    return503OnClosing: true,
    routerOptions: { maxParamLength: 600, ignoreTrailingSlash: false },
  }).withTypeProvider<ZodTypeProvider>()
  app.server.headersTimeout = headersTimeoutMs
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  acceptJsonOnly(app)
  handleErrors(app)
  authenticateRequests(app, authenticate)
  app.addHook('onRoute', (route) => {
    const limit = route.config?.bodyLimit
    if (limit !== undefined) route.bodyLimit = limit
  })
  app.addHook('preValidation', async (request) => {
    const isFile = request.routeOptions.config.fileTypes !== undefined
    const errors = [...unstorable(request.query, '#/query'), ...(isFile ? [] : unstorable(request.body))]
    if (errors.length > 0) throw problem('invalid_request', { errors })
  })
  logAndMeasure(app, metrics)
  registerHealth(app, { checks, metrics })
  await registerDocs(app)
  for (const plugin of routes) await app.register(plugin)
  closeIdleConnectionsWhileClosing(app)
  return app
}

// A keep-alive socket that was busy when closing began would otherwise hold `close()` until its timeout.
function closeIdleConnectionsWhileClosing(app: App): void {
  let timer: NodeJS.Timeout | undefined
  app.addHook('preClose', async () => {
    timer = setInterval(() => app.server.closeIdleConnections(), 50)
  })
  app.addHook('onClose', async () => clearInterval(timer))
}
