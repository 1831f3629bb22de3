import type { WorldAnswer, WorldClient, WorldRequest } from './client.ts'

/** One request of a load and what came of it. */
export interface Asked {
  request: WorldRequest
  /** Milliseconds since the load began. */
  atMs: number
  answer: WorldAnswer
}

export interface Load {
  asked: readonly Asked[]
  /** Sends nothing more, and resolves when every answer is there. */
  stop(): Promise<readonly Asked[]>
}

const tickMs = 10

/**
 * Asks at a fixed rate whatever the answers do: a load that waits for answers would not see that they stall. `next` makes the n-th request.
 */
export function startLoad(ask: WorldClient, perSecond: number, next: (n: number) => WorldRequest): Load {
  const asked: Asked[] = []
  const flying = new Set<Promise<void>>()
  const startedAt = performance.now()
  let sent = 0
  const fly = async (request: WorldRequest, atMs: number): Promise<void> => {
    asked.push({ request, atMs, answer: await ask(request) })
  }
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) * perSecond) / 1_000)
    for (; sent < due; sent++) {
      const flight = fly(next(sent), performance.now() - startedAt)
      flying.add(flight)
      void flight.finally(() => flying.delete(flight))
    }
  }, tickMs)
  return {
    asked,
    stop: async () => {
      clearInterval(timer)
      await Promise.all(flying)
      return asked
    },
  }
}

export interface Tally {
  asked: number
  done: number
  /** 503 with Retry-After and a problem as its body. */
  putOff: number
  /** 5xx that is not that. */
  broken: number
  /** 4xx. */
  refused: number
  /** No answer at all. */
  none: number
  /** Milliseconds of those that were answered, sorted. */
  tookMs: number[]
}

export function tally(asked: readonly Asked[]): Tally {
  const result: Tally = { asked: asked.length, done: 0, putOff: 0, broken: 0, refused: 0, none: 0, tookMs: [] }
  for (const { answer } of asked) {
    result[kindOf(answer)] += 1
    result.tookMs.push(answer.tookMs)
  }
  result.tookMs.sort((a, b) => a - b)
  return result
}

function kindOf(answer: WorldAnswer): 'done' | 'putOff' | 'broken' | 'refused' | 'none' {
  if (answer.kind === 'none') return 'none'
  if (answer.status < 400) return 'done'
  if (answer.status < 500) return 'refused'
  const isProblem = (answer.headers.get('content-type') ?? '').startsWith('application/problem+json')
  return answer.status === 503 && isProblem && answer.headers.has('retry-after') ? 'putOff' : 'broken'
}
