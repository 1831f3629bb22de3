import { type Context, context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api'

/** All that a span may say: what was done and how it went; never of whom, to which address or with which words. */
const allowed = [
  'error.type',
  'http.request.method',
  'http.response.status_code',
  'http.route',
  'zhihe.attempt',
  'zhihe.consumer',
  'zhihe.event.type',
  'zhihe.events',
  'zhihe.outcome',
] as const
export type SpanFacts = Partial<Record<(typeof allowed)[number], string | number>>

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
}

export interface SpanOptions {
  kind?: keyof typeof kinds
  /** A W3C traceparent; what is active now when not given. Without either nothing is traced, unless this is where traces begin. */
  parent?: string | undefined
  /** A trace may begin here: a request. What runs by itself, such as polling, begins none. */
  begins?: boolean
  facts?: SpanFacts
  /** When it began, if that is over already. */
  startedAt?: Date
}

export interface OpenSpan {
  /** For whoever goes on with it elsewhere; undefined when nothing is traced. */
  traceparent: string | undefined
  /** Does the work with this span as the one that is active. */
  run<T>(work: () => T): T
  end(outcome?: { facts?: SpanFacts; error?: unknown }): void
}

let isOn = false

/** True once `startTracing` has found somebody who collects; without, nothing of this file costs anything worth telling. */
export function isTracing(): boolean {
  return isOn
}

/** For `startTracing` alone. */
export function setTracing(on: boolean): void {
  isOn = on
}

/** Opens a span; whoever opens ends it. */
export function openSpan(name: string, { kind = 'internal', parent, begins = false, facts = {}, startedAt }: SpanOptions = {}): OpenSpan {
  if (!isOn) return untraced
  const above = parent === undefined ? context.active() : contextOf(parent)
  if (!begins && trace.getSpanContext(above) === undefined) return untraced
  const options = { kind: kinds[kind], attributes: onlyAllowed(facts), ...(startedAt === undefined ? {} : { startTime: startedAt }) }
  const span = trace.getTracer('zhihe').startSpan(name, options, above)
  const within = trace.setSpan(above, span)
  return {
    traceparent: traceparentOf(within),
    run: (work) => context.with(within, work),
    end: ({ facts: more = {}, error } = {}) => endSpan(span, more, error),
  }
}

/** Does the work in a span, which ends with it; what it throws is marked by its kind alone. */
export function inSpan<T>(name: string, options: SpanOptions, work: (span: OpenSpan) => Promise<T>): Promise<T> {
  return isOn ? workIn(openSpan(name, options), work) : work(untraced)
}

async function workIn<T>(span: OpenSpan, work: (span: OpenSpan) => Promise<T>): Promise<T> {
  try {
    const result = await span.run(() => work(span))
    span.end()
    return result
  } catch (error) {
    span.end({ error })
    throw error
  }
}

/** The active span as a W3C traceparent, to be sent along with what it causes; undefined when nothing is traced. */
export function traceparent(): string | undefined {
  return isOn ? traceparentOf(context.active()) : undefined
}

/** The active trace, for a line in the log. */
export function traceId(): string | undefined {
  return isOn ? trace.getSpanContext(context.active())?.traceId : undefined
}

const untraced: OpenSpan = { traceparent: undefined, run: (work) => work(), end: () => {} }
// Of version 00, which later ones begin with; all zeros name nothing.
const pattern = /^[0-9a-e][0-9a-f]-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/

function contextOf(parent: string): Context {
  const [, id, spanId, flags] = pattern.exec(parent) ?? []
  if (id === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT
  // The only flag that we know is "somebody keeps this trace".
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED
  return trace.setSpanContext(ROOT_CONTEXT, { traceId: id, spanId, traceFlags, isRemote: true })
}

function traceparentOf(of: Context): string | undefined {
  const found = trace.getSpanContext(of)
  if (found === undefined || !trace.isSpanContextValid(found)) return undefined
  return `00-${found.traceId}-${found.spanId}-${found.traceFlags.toString(16).padStart(2, '0')}`
}

function endSpan(span: Span, facts: SpanFacts, error: unknown): void {
  span.setAttributes(onlyAllowed(facts))
  if (error !== undefined) span.setAttributes({ 'error.type': kindOf(error) }).setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}

// The second net: the type lets nothing else in, but what is spread into it may bring more.
function onlyAllowed(facts: SpanFacts): SpanFacts {
  return Object.fromEntries(allowed.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]]])))
}

/** A code or a class: an error's words may hold what a person wrote. */
function kindOf(error: unknown): string {
  let inner = error
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause
  if (!(inner instanceof Error)) return 'unknown'
  return 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.name
}
