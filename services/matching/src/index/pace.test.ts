import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pace } from './pace.ts'

describe('paced work', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('runs at once for the first, once for all who ask soon after, and at once again after a rest', () => {
    const runs: number[] = []
    using paced = pace(() => void runs.push(performance.now()), 20)
    const start = performance.now()

    paced.ask()
    for (const afterMs of [1, 4, 14]) {
      vi.advanceTimersByTime(afterMs)
      paced.ask()
    }
    vi.advanceTimersByTime(100)
    paced.ask()

    expect(runs.map((at) => at - start)).toEqual([0, 20, 119])
  })

  it('runs no more once it is given up', () => {
    let runs = 0
    const paced = pace(() => void (runs += 1), 20)
    paced.ask()
    paced.ask()

    paced[Symbol.dispose]()
    vi.advanceTimersByTime(100)

    expect(runs).toBe(1)
  })
})
