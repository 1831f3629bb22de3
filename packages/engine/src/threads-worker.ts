import { parentPort } from 'node:worker_threads'
import { createPeople, type PeopleMemory } from './people/people.ts'
import { createPeopleIndex, type PeopleIndex } from './people/people-index.ts'
import type { ThreadAnswer, ThreadAsk } from './threads.ts'

let memory: PeopleMemory | undefined
let index: PeopleIndex | undefined

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.on('message', (ask: ThreadAsk) => parentPort?.postMessage(answer(ask)))

// What is read while somebody writes may be torn and may even throw: either way it counts only if nothing was written meanwhile.
function answer(ask: ThreadAsk): ThreadAnswer {
  if (ask.memory !== undefined) {
    memory = ask.memory
    index = createPeopleIndex(createPeople(memory))
  }
  if (memory === undefined || index === undefined)
    return { kind: 'failed', cause: new Error('a reader was asked before it was given the people') }
  const before = Atomics.load(memory.clock, 0)
  if (before % 2 === 1) return { kind: 'torn' }
  try {
    const matches = index.rank(ask.posting, ask.query)
    return Atomics.load(memory.clock, 0) === before ? { kind: 'matches', matches } : { kind: 'torn' }
  } catch (cause) {
    return Atomics.load(memory.clock, 0) === before ? { kind: 'failed', cause } : { kind: 'torn' }
  }
}
