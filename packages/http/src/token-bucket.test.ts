import { describe, expect, it } from 'vitest'
import { createBuckets, createTurns } from './token-bucket.ts'

function buckets(share: { perSecond: number; burst: number }) {
  let now = 1_000_000
  const made = createBuckets(share, () => now)
  const takeMany = (name: string, times: number) => Array.from({ length: times }, () => made.take(name)).filter(({ ok }) => ok).length
  return { ...made, takeMany, wait: (ms: number) => void (now += ms) }
}

describe('a bucket', () => {
  it.each([1, 3, 7, 49, 200, 1_000])('gives its burst at once and then %i a second, for as long as it is asked', (perSecond) => {
    const of = buckets({ perSecond, burst: 2 * perSecond })

    const atOnce = of.takeMany('a', 5 * perSecond)
    let later = 0
    for (let step = 0; step < 100; step++) {
      of.wait(100)
      later += of.takeMany('a', perSecond)
    }

    expect(atOnce).toBe(2 * perSecond)
    expect(Math.abs(later - 10 * perSecond)).toBeLessThanOrEqual(1)
  })

  it('says how many are left, and how long to wait when none is; after just that time there is one', () => {
    const of = buckets({ perSecond: 4, burst: 2 })

    expect([of.take('a'), of.take('a'), of.take('a')]).toEqual([
      { ok: true, left: 1, fullInMs: 250 },
      { ok: true, left: 0, fullInMs: 500 },
      { ok: false, waitMs: 250 },
    ])
    of.wait(250)
    expect(of.take('a')).toMatchObject({ ok: true, left: 0 })
  })

  it('costs nothing to look at, nor to be refused by', () => {
    const of = buckets({ perSecond: 1, burst: 1 })

    expect([of.look('a').ok, of.take('a').ok, of.look('a').ok]).toEqual([true, true, false])
    of.takeMany('a', 1_000)
    of.wait(1_000)
    expect(of.take('a').ok).toBe(true)
  })

  it('is nobody else’s', () => {
    const of = buckets({ perSecond: 1, burst: 3 })

    expect([of.takeMany('a', 10), of.takeMany('b', 10)]).toEqual([3, 3])
  })

  it('is forgotten when it is full and there are many, and in no case do more than 20,000 stay', () => {
    const of = buckets({ perSecond: 1, burst: 5 })
    of.takeMany('flood', 5)

    for (let name = 0; name < 19_999; name++) of.take(`full ${name}`)
    of.wait(2_000)
    of.take('one more')
    expect(of.size()).toBe(2)
    expect(of.look('flood').ok).toBe(true)
    for (let name = 0; name < 50_000; name++) of.take(`made up ${name}`)
    expect(of.size()).toBeLessThanOrEqual(20_000)
  })
})

describe('turns', () => {
  it('come at once within the burst, then one after the other at their rate, and never later than the longest wait', () => {
    let now = 0
    const turnOf = createTurns({ perSecond: 10, burst: 2 }, () => now, 1_000)

    expect(Array.from({ length: 5 }, () => turnOf('a'))).toEqual([0, 0, 100, 200, 300])
    expect(turnOf('b')).toBe(0)
    now = 10_000
    expect(turnOf('a')).toBe(0)
    expect(Math.max(...Array.from({ length: 100 }, () => turnOf('a')))).toBe(1_000)
    now += 1_000
    expect(turnOf('a')).toBeLessThanOrEqual(100)
  })
})
