import { openSpan } from '@zhihe/runtime/trace'
import type { Causes } from './causes.ts'

/** Makes lists with a span for each that belongs to a trace; what must be done again, or failed, belongs to it as before. Returns what is to be done again. */
export async function traceRanks(
  causes: Causes,
  postingIds: readonly string[],
  work: (traceOf: (postingId: string) => string | undefined) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const known = causes.take(postingIds)
  const spans = new Map(Array.from(known, ([id, parent]) => [id, openSpan('matching rank', { parent })]))
  const noteAgain = (ids: readonly string[]): void => {
    for (const id of ids) causes.note(id, known.get(id))
  }
  try {
    const again = await work((id) => spans.get(id)?.traceparent)
    noteAgain(again)
    for (const [id, span] of spans) span.end({ facts: { 'zhihe.outcome': again.includes(id) ? 'again' : 'done' } })
    return again
  } catch (error) {
    noteAgain(postingIds)
    for (const span of spans.values()) span.end({ error })
    throw error
  }
}
