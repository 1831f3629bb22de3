import { describe, expect, it } from 'vitest'
import { createPace } from './pace.ts'

const limits = { quick: 4, slow: 2, perEndpoint: 4 }

describe('createPace', () => {
  it('counts what is in flight against its limit', () => {
    const pace = createPace(limits, () => 0)
    const land = pace.begin('a', false)
    pace.begin('b', false)
    pace.begin('c', true)

    expect(pace.room()).toEqual({ quick: 2, slow: 1, slowIds: [] })
    land()
    land()
    expect([pace.inFlight(), pace.room().quick]).toEqual([2, 3])
  })

  it('gives the places of what hangs back to the others after a second', () => {
    let now = 0
    const pace = createPace(limits, () => now)
    for (let flight = 0; flight < 4; flight += 1) pace.begin('hanging', false)
    const atFirst = pace.room()

    now = 1_001

    expect(atFirst).toEqual({ quick: 0, slow: 2, slowIds: [] })
    expect(pace.room()).toEqual({ quick: 4, slow: 0, slowIds: ['hanging'] })
  })

  it('remembers who was slow until it has answered quickly for a while', () => {
    let now = 0
    const pace = createPace(limits, () => now)
    const answerAfter = (ms: number): string[] => {
      const land = pace.begin('dripping', false)
      now += ms
      land()
      return pace.room().slowIds
    }

    expect(answerAfter(15_000)).toEqual(['dripping'])
    expect([answerAfter(10), answerAfter(10), answerAfter(10)].flat()).toEqual(['dripping', 'dripping'])
    expect(answerAfter(900)).toEqual([])
  })
})
