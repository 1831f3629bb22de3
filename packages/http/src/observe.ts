import { Histogram, type Registry } from '@zhihe/runtime/metrics'
import type { App } from './app-type.ts'

/** One log line and one observation per request, by route pattern: a real URL may hold an id that is nobody's business. */
export function logAndMeasure(app: App, metrics: Registry): void {
  const duration = histogram(metrics)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unmatched'
    const { scope, operationId } = request.routeOptions.config
    duration.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000)
    const line = { method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime * 10) / 10 }
    // Refused ones are counted, and told of every ten seconds: whoever floods us must not flood the log.
    if (scope === undefined || reply.statusCode === tooMany) request.log.debug(line, 'request')
    else request.log.info({ ...line, operationId, keyId: request.principal?.keyId, tenantId: request.principal?.tenantId }, 'request')
  })
}

const name = 'zhihe_http_request_seconds'
const tooMany = 429

// Several apps may live in one process (the local origin); they share the registry and so this series.
function histogram(metrics: Registry): Histogram<'method' | 'route' | 'status'> {
  const existing = metrics.getSingleMetric(name)
  if (existing instanceof Histogram) return existing
  return new Histogram({
    name,
    help: 'Time to answer, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [metrics],
  })
}
