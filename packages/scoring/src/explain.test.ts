import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextArbitrary, jobseekerArbitrary, postingArbitrary } from './arbitraries.ts'
import { type Evidence, explain, strongest } from './explain.ts'
import { tell, testify } from './explain-telling.ts'
import { audienceOf, renderReason } from './reasons.ts'

const explanations = fc.tuple(postingArbitrary, jobseekerArbitrary, contextArbitrary).map((facts) => explain(...facts))
const numRuns = 1_000

describe('a reason that is told', () => {
  it('is rendered once and shared, and cannot be changed by who reads it', () => {
    const params = { skill: 'typing', level: 3 }
    const first = tell({ code: 'skill_below_level', params })

    expect(tell({ code: 'skill_below_level', params: { ...params } })).toBe(first)
    expect(first).toEqual({ code: 'skill_below_level', params, audience: 'all', ...renderReason('skill_below_level', params) })
    expect(Object.isFrozen(first) && Object.isFrozen(first.params)).toBe(true)
  })

  it('is another one for other params, other names of the same value, another kind', () => {
    const forty = [
      tell({ code: 'confirm_commute', params: { minutes: 40, limit: 30 } }),
      tell({ code: 'confirm_commute', params: { km: 40, limitKm: 30 } }),
      tell({ code: 'confirm_commute', params: { minutes: 40 } }),
      tell({ code: 'offer_accommodation', params: { accommodations: ['HS-01'] } }),
      tell({ code: 'offer_accommodation', params: { accommodations: ['HS-01', 'HS-02'] } }),
    ]

    expect(new Set(forty).size).toBe(forty.length)
    expect(testify('met', { code: 'needs_none' })).not.toBe(testify('unknown', { code: 'needs_none' }))
    expect(testify('met', { code: 'needs_none' }).kind).toBe('met')
  })

  it('reads as it would without being remembered, however much is told in between', () => {
    for (let minutes = 0; minutes < 120_000; minutes++) tell({ code: 'commute_estimated', params: { minutes } })

    expect(tell({ code: 'commute_estimated', params: { minutes: 7 } }).zh).toBe(renderReason('commute_estimated', { minutes: 7 }).zh)
  })
})

describe('the strongest reasons', () => {
  it('are at most as many as asked for, of what was met and what was not, and the same every time', () => {
    fc.assert(
      fc.property(explanations, fc.integer({ min: -1, max: 5 }), (explanation, n) => {
        const reasons = strongest(explanation, n)

        expect(strongest(structuredClone(explanation), n)).toEqual(reasons)
        expect(Math.max(reasons.for.length, reasons.against.length)).toBeLessThanOrEqual(Math.max(0, n))
        expect(reasons.for.every(({ kind }) => kind === 'met') && reasons.against.every(({ kind }) => kind === 'unmet')).toBe(true)
      }),
      { numRuns },
    )
  })

  it('stand best first: no component that won more points waits behind one that won fewer', () => {
    fc.assert(
      fc.property(explanations, (explanation) => {
        const firsts = explanation.components
          .filter(({ evidence }) => evidence.some(({ kind }) => kind === 'met'))
          .toSorted((a, b) => b.points - a.points)
          .map(({ evidence }) => evidence.find(({ kind }) => kind === 'met'))

        expect(strongest(explanation, 3).for.slice(0, firsts.length)).toEqual(firsts.slice(0, 3))
      }),
      { numRuns },
    )
  })

  it('leave out what may not be read, and give its place to what may', () => {
    const isPublic = ({ code }: Evidence) => audienceOf(code) === 'all'
    fc.assert(
      fc.property(explanations, (explanation) => {
        const shown = strongest(explanation, 3, isPublic)
        const publicOnly = explanation.components.map((component) => ({ ...component, evidence: component.evidence.filter(isPublic) }))

        expect(shown).toEqual(strongest({ components: publicOnly }, 3))
        expect([...shown.for, ...shown.against].every(isPublic)).toBe(true)
      }),
      { numRuns },
    )
  })
})
