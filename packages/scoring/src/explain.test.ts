import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contextArbitrary, jobseekerArbitrary, postingArbitrary } from './arbitraries.ts'
import { type Evidence, explain, strongest } from './explain.ts'
import { evidenceBy, sayingBy, tell } from './explain-telling.ts'
import { audienceOf, renderReason } from './reasons.ts'

const explanations = fc.tuple(postingArbitrary, jobseekerArbitrary, contextArbitrary).map((facts) => explain(...facts))
const numRuns = 1_000

describe('a reason that is told', () => {
  it('is rendered once and shared, and cannot be changed by who reads it', () => {
    const belowLevel = sayingBy('skill_below_level', 'skill', 'level')
    const params = { skill: 'typing', level: 3 }
    const first = belowLevel('typing', 3)

    expect(belowLevel('typing', 3)).toBe(first)
    expect(tell(first)).toBe(first)
    expect(first).toEqual({ code: 'skill_below_level', params, audience: 'all', ...renderReason('skill_below_level', params) })
    expect(Object.isFrozen(first) && Object.isFrozen(first.params)).toBe(true)
  })

  it('is another one for other params, and leaves out a param of which nothing is said', () => {
    const confirmCommute = sayingBy('confirm_commute', 'km', 'limitKm', 'minutes', 'limit')
    const offer = sayingBy('offer_accommodation', 'icf', 'accommodations')
    const told = [
      confirmCommute(undefined, undefined, 40, 30),
      confirmCommute(40, 30, undefined, undefined),
      confirmCommute(undefined, undefined, 40, undefined),
      offer(undefined, ['HS-01']),
      offer(undefined, ['HS-01', 'HS-02']),
    ]

    expect(new Set(told).size).toBe(told.length)
    expect(told.map(({ params }) => Object.keys(params).join())).toEqual([
      'minutes,limit',
      'km,limitKm',
      'minutes',
      'accommodations',
      'accommodations',
    ])
  })

  it('reads as it would without being remembered, however much is told in between', () => {
    const estimated = evidenceBy('assumed', 'commute_estimated', 'minutes')
    for (let minutes = 0; minutes < 120_000; minutes++) estimated(minutes)

    expect(estimated(7)).toMatchObject({
      kind: 'assumed',
      params: { minutes: 7 },
      zh: renderReason('commute_estimated', { minutes: 7 }).zh,
    })
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
