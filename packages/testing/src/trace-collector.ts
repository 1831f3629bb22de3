import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'

/** One span as its process sent it. */
export interface CollectedSpan {
  /** The process. */
  service: string
  name: string
  traceId: string
  spanId: string
  /** Empty at the root. */
  parentSpanId: string
  attributes: Record<string, unknown>
  isError: boolean
}

export interface TraceCollector extends AsyncDisposable {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  url: string
  spans: readonly CollectedSpan[]
  /** Bodies as they came, to be searched for what must not be in them. */
  raw: readonly string[]
}

const value = z.looseObject({ stringValue: z.string().optional(), intValue: z.union([z.number(), z.string()]).optional() })
const attributes = z.array(z.looseObject({ key: z.string(), value })).default([])
const span = z.looseObject({
  name: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().default(''),
  attributes,
  status: z.looseObject({ code: z.number().optional() }).default({}),
})
const exported = z.looseObject({
  resourceSpans: z.array(
    z.looseObject({ resource: z.looseObject({ attributes }), scopeSpans: z.array(z.looseObject({ spans: z.array(span).default([]) })) }),
  ),
})

/** Takes OTLP over HTTP on a port of 127.0.0.1 (0: a free one), as an OpenTelemetry collector does, and keeps what it is sent. */
export async function startTraceCollector(wanted = 0): Promise<TraceCollector> {
  const spans: CollectedSpan[] = []
  const raw: string[] = []
  const server = createServer((request, response) => {
    void take(request).finally(() => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'))
  })
  const take = async (request: IncomingMessage): Promise<void> => {
    const body = await bodyOf(request)
    raw.push(body)
    spans.push(...spansOf(body))
  }
  await new Promise<void>((done, failed) => server.once('error', failed).listen(wanted, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    raw,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function spansOf(body: string): CollectedSpan[] {
  return exported.parse(JSON.parse(body)).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(plain(resource.attributes)['service.name'])
    return scopeSpans
      .flatMap((scope) => scope.spans)
      .map(({ name, traceId, spanId, parentSpanId, attributes: facts, status }) => ({
        service,
        name,
        traceId,
        spanId,
        parentSpanId,
        attributes: plain(facts),
        isError: status.code === 2,
      }))
  })
}

function plain(facts: z.infer<typeof attributes>): Record<string, unknown> {
  return Object.fromEntries(facts.map(({ key, value: { stringValue, intValue } }) => [key, stringValue ?? Number(intValue)]))
}
