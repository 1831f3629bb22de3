import { type ReadyCheck, readiness } from '@zhihe/runtime/health'
import type { Registry } from '@zhihe/runtime/metrics'
import { isStopping } from '@zhihe/runtime/stopping'
import type { App } from './app-type.ts'

/** `/livez`: the process answers. `/readyz`: it can do its work, and is not stopping. `/metrics`: for Prometheus. */
export function registerHealth(app: App, { checks, metrics }: { checks: readonly ReadyCheck[]; metrics: Registry }): void {
  let stopping = false
  app.addHook('preClose', async () => {
    stopping = true
  })
  app.get('/livez', async (_request, reply) => reply.header('cache-control', 'no-store').send({ live: true }))
  app.get('/readyz', async (_request, reply) => {
    const state = await readiness(checks, () => stopping || isStopping())
    return reply
      .code(state.ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send(state)
  })
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()))
}
