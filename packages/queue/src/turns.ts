/** Runs at most so many at once; the others wait, in their order. */
export type TakeTurns = <T>(work: () => Promise<T>) => Promise<T>

export function createTurns(atOnce: number): TakeTurns {
  const waiting: (() => void)[] = []
  let running = 0

  return async (work) => {
    if (running < atOnce) running += 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      // The turn goes to the next one without being free in between.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
