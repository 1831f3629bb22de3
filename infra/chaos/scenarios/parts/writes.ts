import { setTimeout as pause } from 'node:timers/promises'
import { type Fair, postingIdOf, remote } from './fair.ts'

export interface Written {
  /** Ids of postings whose write was answered well. */
  acked: string[]
  /** What else was answered, by status; `none` when nothing was. */
  refused: Record<string, number>
  /** Of each write that was answered: when it began (performance.now) and how long it took, in milliseconds. */
  took: { at: number; ms: number }[]
}

export interface Writing {
  /** So far. */
  written: Written
  /** Stops and waits for those under way. */
  stop(): Promise<Written>
}

/** Writes new postings at a fixed pace, whether those before are answered or not: a queue that holds up callers would show. */
export function writeSteadily(fair: Fair, { prefix, everyMs = 50 }: { prefix: string; everyMs?: number }): Writing {
  const written: Written = { acked: [], refused: {}, took: [] }
  const stopping = new AbortController()
  const underWay = new Set<Promise<void>>()
  const write = async (externalId: string): Promise<void> => {
    const at = performance.now()
    const answer = await fair.put(externalId, remote)
    const id = postingIdOf(answer)
    if (answer.kind === 'answer') written.took.push({ at, ms: answer.tookMs })
    const refusal = answer.kind === 'answer' ? String(answer.status) : 'none'
    if (id === null) written.refused[refusal] = (written.refused[refusal] ?? 0) + 1
    else written.acked.push(id)
  }
  const finished = (async () => {
    for (let index = 0; !stopping.signal.aborted; index += 1) {
      const one = write(`${prefix}-${index}`).finally(() => underWay.delete(one))
      underWay.add(one)
      await pause(everyMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  })()
  return {
    written,
    stop: async () => {
      stopping.abort()
      await finished
      await Promise.all(underWay)
      return written
    },
  }
}

/** The times of writes that began between two moments (performance.now). */
export function tookBetween({ took }: Written, from: number, to: number): number[] {
  return took.filter(({ at }) => at >= from && at < to).map(({ ms }) => ms)
}

/** `0 refused`, or how many with which answer: `12 refused (10 x 503, 2 x none)`. */
export function refusedWords(written: Written): string {
  const each = Object.entries(written.refused).map(([answer, count]) => `${count} x ${answer}`)
  return `${countRefused(written)} refused${each.length > 0 ? ` (${each.join(', ')})` : ''}`
}

export function countRefused({ refused }: Written): number {
  return Object.values(refused).reduce((sum, count) => sum + count, 0)
}
