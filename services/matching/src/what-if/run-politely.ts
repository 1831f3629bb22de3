import { setImmediate as yieldToOthers } from 'node:timers/promises'

/** Runs a search to its end, letting others in at each of its pauses. */
export async function runPolitely<T>(search: Generator<void, T>): Promise<T> {
  for (;;) {
    const { done, value } = search.next()
    if (done) return value
    await yieldToOthers()
  }
}
