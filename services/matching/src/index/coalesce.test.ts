import { describe, expect, it } from 'vitest'
import { coalesce } from './coalesce.ts'

describe('coalesced work', () => {
  it('serves every caller by a run that started after the call, and callers who wait by one run', async () => {
    const runs: PromiseWithResolvers<void>[] = []
    const call = coalesce(() => {
      const run = Promise.withResolvers<void>()
      runs.push(run)
      return run.promise
    })

    const first = call()
    const second = call()
    const third = call()
    expect(runs.length).toBe(1)
    runs[0]!.resolve()
    await first
    await Promise.resolve()
    await expect.poll(() => runs.length).toBe(2)
    const fourth = call()
    runs[1]!.resolve()
    await Promise.all([second, third])
    await expect.poll(() => runs.length).toBe(3)
    runs[2]!.resolve()
    await fourth

    expect(runs.length).toBe(3)
  })

  it('lets a failed run fail its own callers only', async () => {
    let calls = 0
    const call = coalesce(async () => {
      calls += 1
      if (calls === 1) throw new Error('away')
    })

    const [first, second] = await Promise.allSettled([call(), call()])

    expect(first.status).toBe('rejected')
    expect(second.status).toBe('fulfilled')
    await expect(call()).resolves.toBeUndefined()
  })
})
