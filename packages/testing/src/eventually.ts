import { setTimeout as pause } from 'node:timers/promises'

export interface EventuallyOptions {
  withinMs: number
}

const pollMs = 15

/**
 * Runs an assertion until it passes and returns what it returned; after `withinMs` rejects with the assertion's own last error. Without it, 20 s: on a
 * machine that others use as well, what is right comes late.
 */
export async function eventually<T>(assertion: () => T | Promise<T>, { withinMs }: EventuallyOptions = { withinMs: 20_000 }): Promise<T> {
  const deadline = performance.now() + withinMs
  for (;;) {
    try {
      return await assertion()
    } catch (error) {
      if (performance.now() >= deadline) throw error
    }
    await pause(pollMs)
  }
}
