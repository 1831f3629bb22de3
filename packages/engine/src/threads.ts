import { Worker } from 'node:worker_threads'
import type { PostingFacts } from '@zhihe/scoring/facts'
import type { RankedMatch, RankQuery } from './asks.ts'
import type { EngineState } from './engine.ts'
import type { PeopleMemory } from './people/people.ts'
import { createPeopleIndex } from './people/people-index.ts'

/** Threads that read the memory this thread writes. */
export interface Readers extends AsyncDisposable {
  /** As `Engine.rankForPosting`, at one moment between the call and its answer. */
  rankForPosting: (posting: PostingFacts | string, query: RankQuery) => Promise<RankedMatch[]>
}

export interface ThreadAsk {
  posting: PostingFacts
  query: RankQuery
  /** Given when an array has been replaced since this thread was last asked. */
  memory?: PeopleMemory
}

export type ThreadAnswer = { kind: 'matches'; matches: RankedMatch[] } | { kind: 'torn' } | { kind: 'failed'; cause: unknown }

/** An answer that was torn so often is given by the writing thread itself, which cannot be disturbed. */
const mostRetries = 20

/**
 * Only a posting's question is worth a message to another thread (a fraction of a millisecond there and back); a person's is answered
 * sooner than it is sent.
 */
export function openReaders(state: EngineState, { threads }: { threads: number }): Readers {
  const here = createPeopleIndex(state.people)
  const readers = Array.from({ length: threads }, openReader)
  const waiting: ((reader: Reader) => void)[] = []
  const free = [...readers]

  const take = (): Promise<Reader> => {
    const reader = free.pop()
    return reader === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(reader)
  }
  const give = (reader: Reader): void => {
    const next = waiting.shift()
    if (next === undefined) free.push(reader)
    else next(reader)
  }

  return {
    rankForPosting: async (given, query) => {
      const posting = typeof given === 'string' ? state.shelf.get(given) : given
      if (posting === undefined) return []
      const reader = await take()
      try {
        for (let tries = 0; tries < mostRetries && state.people.odd.size === 0; tries += 1) {
          const matches = await askReader(reader, state, { posting, query })
          if (matches !== null) return matches
        }
        return here.rank(posting, query)
      } finally {
        give(reader)
      }
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(readers.map(({ worker }) => worker.terminate()))
    },
  }
}

interface Reader {
  worker: Worker
  /** The arrays it was last given. */
  arrays: readonly unknown[]
}

function openReader(): Reader {
  const worker = new Worker(new URL('./threads-worker.ts', import.meta.url), { execArgv: [] })
  worker.unref()
  return { worker, arrays: [] }
}

// Null: torn. An array that was replaced meanwhile is not written any more, so the clock alone would not tell.
async function askReader(reader: Reader, { people }: EngineState, ask: ThreadAsk): Promise<RankedMatch[] | null> {
  const arrays = arraysOf(people.memory)
  const isSame = isEqual(arrays, reader.arrays)
  reader.arrays = arrays
  const answer = await send(reader.worker, isSame ? ask : { ...ask, memory: people.memory })
  if (answer.kind === 'torn' || !isEqual(arraysOf(people.memory), arrays)) return null
  if (answer.kind === 'failed') throw new Error('a reader in another thread failed', { cause: answer.cause })
  return answer.matches
}

function send(worker: Worker, ask: ThreadAsk): Promise<ThreadAnswer> {
  worker.ref()
  return new Promise((resolve, reject) => {
    const done = (work: () => void) => {
      worker.off('message', onMessage)
      worker.off('error', onError)
      worker.unref()
      work()
    }
    const onMessage = (answer: ThreadAnswer) => done(() => resolve(answer))
    const onError = (cause: unknown) => done(() => reject(new Error('a reader in another thread ended', { cause })))
    worker.on('message', onMessage)
    worker.on('error', onError)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(ask)
  })
}

function arraysOf(value: unknown): unknown[] {
  if (ArrayBuffer.isView(value)) return [value]
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(arraysOf) : []
}

function isEqual(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((array, place) => array === others[place])
}
