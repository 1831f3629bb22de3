import { isTracing, openSpan } from '@zhihe/runtime/trace'
import type { BatchOutcome, ClaimedRow } from './publish-batch.ts'

/** A span for each event of a batch that belongs to a trace, from the claim until the queue had them or not. */
export function tracePublished(rows: readonly ClaimedRow[], outcome: BatchOutcome, startedAt: Date): void {
  if (!isTracing()) return
  const refused = new Set(outcome.refused.map(({ id }) => id))
  const deferred = new Set(outcome.deferred)
  for (const { id, payload } of rows) {
    const event = payload as { type?: unknown; trace?: unknown } | null
    if (typeof event?.trace !== 'string' || typeof event.type !== 'string') continue
    const fate = refused.has(id) ? 'refused' : deferred.has(id) ? 'deferred' : 'accepted'
    openSpan('relay publish', { kind: 'producer', parent: event.trace, startedAt, facts: { 'zhihe.event.type': event.type } }).end({
      facts: { 'zhihe.outcome': fate },
    })
  }
}
