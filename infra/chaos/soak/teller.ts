import { setTimeout as pause } from 'node:timers/promises'
import type { Chance } from '../../local/sample/people/chance.ts'
import type { HistoryFile } from '../history/history-file.ts'
import type { Change, Result } from '../history/records.ts'
import type { WorldAnswer, WorldClient, WorldRequest } from '../world/client.ts'

export interface Said {
  request: WorldRequest
  changes: Change[]
  /** What an answer of 2xx says of each change; all are done when not given. */
  resultsOf?: (body: unknown) => { result: Result; id: string | null }[]
}

/** Sends a change until its outcome is known, and writes down what it means to do and what became of it. */
export interface Teller {
  say(said: Said): Promise<{ result: Result; id: string | null }[]>
  /** From now on nobody gives up, and nobody tries for longer than this. */
  finish(withinMs: number): void
  counts(): { ops: number; tries: number; info: number; slowestMs: number }
}

export interface TellerOptions {
  ask: WorldClient
  history: HistoryFile
  chance: Chance
  newOp: () => number
}

// Longer than any pause of a process: whoever asks again while the first request still waits somewhere has two of them under way.
const answerWithinMs = 15_000
const retryAfterMs = 200
const giveUpPercent = 3
const worthRetrying = new Set([408, 425, 429, 500, 502, 503, 504])

export function createTeller({ ask, history, chance, newOp }: TellerOptions): Teller {
  const counts = { ops: 0, tries: 0, info: 0, slowestMs: 0 }
  let deadline = Number.POSITIVE_INFINITY

  async function tryUntilKnown(request: WorldRequest): Promise<{ answer: WorldAnswer | null; tries: number }> {
    const mayGiveUp = chance.hits(giveUpPercent)
    for (let tries = 1; ; tries++) {
      const answer = await ask({ withinMs: answerWithinMs, ...request })
      counts.tries += 1
      counts.slowestMs = Math.max(counts.slowestMs, answer.tookMs)
      if (isKnown(answer)) return { answer, tries }
      const isEnding = deadline !== Number.POSITIVE_INFINITY
      if ((mayGiveUp && !isEnding) || performance.now() > deadline) return { answer: null, tries }
      await pause(retryAfterMs)
    }
  }

  return {
    finish: (withinMs) => void (deadline = performance.now() + withinMs),
    counts: () => counts,
    say: async ({ request, changes, resultsOf }) => {
      const op = newOp()
      await history.append({ kind: 'intent', op, at: Date.now(), changes })
      const { answer, tries } = await tryUntilKnown(request)
      const results = resultsFrom(answer, changes, resultsOf)
      counts.ops += 1
      counts.info += results.filter(({ result }) => result === 'info').length
      await history.append({ kind: 'outcome', op, at: Date.now(), tries, results })
      return results
    },
  }
}

function resultsFrom(answer: WorldAnswer | null, changes: readonly Change[], resultsOf: Said['resultsOf']) {
  const all = (result: Result, id: string | null = null) => changes.map(() => ({ result, id }))
  if (answer === null || answer.kind === 'none') return all('info')
  if (answer.status >= 300) return all('fail')
  return resultsOf?.(answer.body) ?? all('ok', idIn(answer.body))
}

function idIn(body: unknown): string | null {
  const { id = null, posting } = (body ?? {}) as { id?: string; posting?: { id: string } }
  return posting?.id ?? id
}

function isKnown(answer: WorldAnswer): boolean {
  if (answer.kind === 'none' || worthRetrying.has(answer.status)) return false
  const { code } = (answer.body ?? {}) as { code?: string }
  return code !== 'idempotency_in_progress'
}
