import { setTimeout as pause } from 'node:timers/promises'
import type { Mark } from '../store/due-store.ts'

/** What waits to be done for each posting, or for each jobseeker: many marks of one are done once. */
export interface Lane {
  add: (mark: Mark) => void
  /** Whether it waits here or is being done. */
  has: (mark: Mark) => boolean
  size: () => number
  /** Resolves when the batch in hand is done; what waits stays. */
  stop: () => Promise<void>
}

export type Batch = ReadonlyMap<string, readonly number[]>

export interface LaneOptions {
  batchSize: number
  /** A batch that is not full begins so long after the one before: what comes meanwhile comes along. */
  restMs: number
  /** Does a batch, and returns what has to be done again at once. */
  work: (batch: Batch) => Promise<readonly string[]>
  /** Whether the world was away, so that the same batch will do later. */
  isPassing: (error: unknown) => boolean
  onWorked: () => void
  onPassing: (error: unknown) => void
  /** This entity alone cannot be done. */
  onBroken: (entityId: string, seqs: readonly number[], error: unknown) => Promise<void>
}

const firstDelayMs = 50
const longestDelayMs = 2_000

export function startLane({ batchSize, restMs, work, isPassing, onWorked, onPassing, onBroken }: LaneOptions): Lane {
  const waiting = new Map<string, number[]>()
  const stopping = new AbortController()
  let wake = Promise.withResolvers<void>()
  let isSuspicious = false
  let inHand: Batch = new Map()

  function put(entityId: string, seqs: readonly number[]): void {
    waiting.set(entityId, [...new Set([...(waiting.get(entityId) ?? []), ...seqs])])
    wake.resolve()
  }

  // After a failure entities go one by one, so that a broken one does not hold up the others.
  function take(): Batch {
    const ids = waiting
      .keys()
      .take(isSuspicious ? 1 : batchSize)
      .toArray()
    const batch = new Map(ids.map((id) => [id, waiting.get(id) ?? []]))
    for (const id of ids) waiting.delete(id)
    return batch
  }

  async function doNext(batch: Batch): Promise<'done' | 'later'> {
    try {
      for (const id of await work(batch)) put(id, batch.get(id) ?? [])
      onWorked()
      return 'done'
    } catch (error) {
      if (isPassing(error) || batch.size > 1) {
        for (const [id, seqs] of batch) put(id, seqs)
        isSuspicious = !isPassing(error)
        if (isSuspicious) return 'done'
        onPassing(error)
        return 'later'
      }
      const [[id, seqs] = ['', []]] = batch
      await onBroken(id, seqs, error).catch(() => put(id, seqs))
      return 'later'
    }
  }

  async function rest(untilMs: number): Promise<void> {
    const leftMs = untilMs - performance.now()
    if (leftMs > 0 && waiting.size < batchSize) await pause(leftMs, undefined, { signal: stopping.signal }).catch(() => {})
  }

  async function run(): Promise<void> {
    let delayMs = firstDelayMs
    let nextMs = 0
    while (!stopping.signal.aborted) {
      if (waiting.size === 0) {
        isSuspicious = false
        await wake.promise
        wake = Promise.withResolvers()
        continue
      }
      await rest(nextMs)
      if (stopping.signal.aborted) break
      nextMs = performance.now() + restMs
      inHand = take()
      const outcome = await doNext(inHand)
      inHand = new Map()
      if (outcome === 'done') delayMs = firstDelayMs
      else {
        await pause(delayMs * (0.5 + Math.random() / 2), undefined, { signal: stopping.signal }).catch(() => {})
        delayMs = Math.min(delayMs * 2, longestDelayMs)
      }
    }
  }

  const finished = run()
  return {
    add: ({ entityId, seq }) => put(entityId, [seq]),
    has: ({ entityId, seq }) => [waiting, inHand].some((marks) => marks.get(entityId)?.includes(seq)),
    size: () => waiting.size,
    stop: () => {
      stopping.abort()
      wake.resolve()
      return finished
    },
  }
}
