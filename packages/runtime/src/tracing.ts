import { context, trace } from '@opentelemetry/api'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base'
import type { Logger } from './log.ts'
import { type Outage, watchOutage } from './outage.ts'
import { setTracing } from './trace.ts'

export interface TracingOptions {
  /** The process: `postings-api`, `matching-worker` … */
  name: string
  /** Where an OpenTelemetry collector takes OTLP over HTTP, without `/v1/traces`; undefined: nothing is traced and no library of it is loaded. */
  endpoint: string | undefined
  logger: Logger
}

const sendEveryMs = 1_000
const deadlineMs = 2_000
/** What the exporter says of spans that arrived. */
const taken = 0

/**
 * Sends spans to a collector from now on; disposing sends what is left, for two seconds at most. A collector that is away costs spans and one line
 * in the log. How many traces are kept is for `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`, which the library reads by itself.
 */
export async function startTracing({ name, endpoint, logger }: TracingOptions): Promise<AsyncDisposable> {
  if (endpoint === undefined) return { [Symbol.asyncDispose]: async () => {} }
  const [sdk, { OTLPTraceExporter }, { AsyncLocalStorageContextManager }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/resources'),
  ])
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces`, timeoutMillis: deadlineMs })
  const batch = { scheduledDelayMillis: sendEveryMs, exportTimeoutMillis: deadlineMs }
  const told = telling(exporter, watchOutage(logger, 'the collector of traces'))
  const provider = new sdk.BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': name, 'service.namespace': 'zhihe' }),
    spanProcessors: [new sdk.BatchSpanProcessor(told, batch)],
  })
  trace.setGlobalTracerProvider(provider)
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  setTracing(true)
  return {
    [Symbol.asyncDispose]: async () => {
      setTracing(false)
      await endInTime(provider.shutdown())
      trace.disable()
      context.disable()
    },
  }
}

function telling(exporter: SpanExporter, outage: Outage): SpanExporter {
  return {
    export: (spans: ReadableSpan[], done) =>
      exporter.export(spans, (result) => {
        const code: number = result.code
        if (code === taken) outage.end()
        else outage.begin(result.error ?? new Error('spans were not taken'))
        done(result)
      }),
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  }
}

async function endInTime(ending: Promise<void>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, deadlineMs)
  await Promise.race([ending.catch(() => {}), late])
  clearTimeout(timer)
}
