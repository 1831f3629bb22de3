import { describe, expect, it } from 'vitest'
import { compareMatches, type RankKey, tierOf } from './order.ts'

const key = (facts: Partial<RankKey>): RankKey => ({ tier: 0, score: 5_000, recommendations: 0, id: 'b', ...facts })

describe('compareMatches', () => {
  it('puts eligible before conditional, then score, then who is recommended least, then id', () => {
    const first = [
      key({ score: 6_000 }),
      key({ id: 'B' }),
      key({ id: 'a' }),
      key({}),
      key({ recommendations: 1, id: 'a' }),
      key({ tier: 1, score: 9_000 }),
    ]

    expect([...first].reverse().sort(compareMatches)).toEqual(first)
  })

  it('finds a key equal to itself only', () => {
    expect(compareMatches(key({}), key({}))).toBe(0)
  })
})

describe('tierOf', () => {
  it('has no place for the ineligible', () => {
    expect([tierOf('eligible'), tierOf('conditional'), tierOf('ineligible')]).toEqual([0, 1, null])
  })
})
