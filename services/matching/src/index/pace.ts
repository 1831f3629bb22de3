export interface Paced {
  ask: () => void
  [Symbol.dispose]: () => void
}

/** Runs at once when asked, but no sooner than `everyMs` after it last ran for somebody: who asks meanwhile shares the next run. */
export function pace(run: () => void, everyMs: number): Paced {
  let lastMs = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined

  function start(): void {
    timer = undefined
    lastMs = performance.now()
    run()
  }

  return {
    ask: () => {
      const leftMs = lastMs + everyMs - performance.now()
      if (leftMs <= 0 && timer === undefined) start()
      else timer ??= setTimeout(start, leftMs)
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  }
}
