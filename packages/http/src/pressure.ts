import underPressure from '@fastify/under-pressure'
import type { App } from './app-type.ts'
import type { Limits } from './limits.ts'
import { problem } from './problem.ts'
import type { CountRefusal } from './refusals.ts'

const mebibyte = 1_048_576
const sampleEveryMs = 1_000
const slowSamples = 2
const retryAfterSeconds = 2

type PressureLimits = Pick<Limits, 'eventLoopDelayMs' | 'heapMib' | 'rssMib'>

/**
 * While the process cannot keep up, whoever asks for a contract is told to come back, before a key is looked up; what is being done already is
 * finished, and health and metrics answer, so that an operator sees why.
 */
export async function shedUnderPressure(app: App, limits: PressureLimits, countRefusal: CountRefusal): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: limits.eventLoopDelayMs,
    maxHeapUsedBytes: limits.heapMib * mebibyte,
    maxRssBytes: limits.rssMib * mebibyte,
    sampleInterval: sampleEveryMs,
    pressureHandler: (request, _reply, type) => {
      if (request.routeOptions.config.scope === undefined) return undefined
      if (type === underPressure.TYPE_EVENT_LOOP_DELAY && !isSlow()) return undefined
      countRefusal('pressure')
      throw problem('unavailable', { retryAfterSeconds })
    },
  })
  const isSlow = watchSlowness(app, limits.eventLoopDelayMs)
}

/** Whether the event loop has been late for two samples in a row: one long piece of work is over when it is seen, and who comes then should not pay for it. */
function watchSlowness(app: App, maxDelayMs: number): () => boolean {
  let late = 0
  const timer = setInterval(() => {
    late = app.memoryUsage().eventLoopDelay > maxDelayMs ? late + 1 : 0
  }, sampleEveryMs)
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))
  return () => late >= slowSamples
}
