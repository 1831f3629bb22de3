import { isTracing, type OpenSpan, openSpan } from '@zhihe/runtime/trace'
import type { FastifyRequest } from 'fastify'
import type { App } from './app-type.ts'

/**
 * A span for each request of a contract, by route pattern: an address may hold an id. What a caller says of its own trace is honoured. Registers
 * nothing where nothing is traced.
 */
export function traceRequests(app: App): void {
  if (!isTracing()) return
  const spans = new WeakMap<FastifyRequest, OpenSpan>()
  // Hooks with `done`: what comes after runs inside of the call, and with it in the span.
  app.addHook('onRequest', (request, _reply, done) => {
    const { url: route = 'unmatched', config } = request.routeOptions
    if (config.scope === undefined) return done()
    const { method } = request
    const facts = { 'http.request.method': method, 'http.route': route }
    const span = openSpan(`${method} ${route}`, { kind: 'server', begins: true, parent: parentOf(request), facts })
    spans.set(request, span)
    span.run(done)
  })
  // The body came through the socket's own events, which know of no span.
  app.addHook('preValidation', (request, _reply, done) => within(spans.get(request), done))
  app.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request)
    within(span, done)
    span?.end({ facts: { 'http.response.status_code': reply.statusCode }, ...(reply.statusCode >= 500 ? { error: failed } : {}) })
  })
}

const failed = Object.assign(new Error('the answer is an error of ours'), { code: '5xx' })

function within(span: OpenSpan | undefined, done: () => void): void {
  if (span) span.run(done)
  else done()
}

function parentOf({ headers: { traceparent } }: FastifyRequest): string | undefined {
  return typeof traceparent === 'string' ? traceparent : undefined
}
