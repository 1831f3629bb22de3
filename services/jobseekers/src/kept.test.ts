import { describe, expect, it } from 'vitest'
import { keepFor } from './kept.ts'

const minute = 60_000

describe('a kept value', () => {
  it('is made once for all who ask in the meantime, and again when it is old', async () => {
    const clock = { now: 0 }
    let made = 0
    const ask = keepFor({ now: () => new Date(clock.now), keepMs: minute, make: async (key) => `${key} ${(made += 1)}` })

    const together = await Promise.all([ask('a'), ask('a'), ask('b')])
    clock.now = minute - 1
    const later = await ask('a')
    clock.now = minute
    const old = await ask('a')

    expect(together.map(({ value }) => value)).toEqual(['a 1', 'a 1', 'b 2'])
    expect(later).toEqual({ value: 'a 1', at: new Date(0) })
    expect(old).toEqual({ value: 'a 3', at: new Date(minute) })
  })

  it('is not a failure', async () => {
    let tries = 0
    const make = async () => {
      tries += 1
      if (tries === 1) throw new Error('away')
      return tries
    }
    const ask = keepFor({ now: () => new Date(0), keepMs: minute, make })

    await expect(ask('a')).rejects.toThrow('away')
    expect((await ask('a')).value).toBe(2)
  })
})
