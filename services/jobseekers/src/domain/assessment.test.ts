import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Assessment,
  assessedItems,
  type Capability,
  capabilitiesInForce,
  checkAssessment,
  nextAssessmentEnd,
  withoutEcho,
} from './assessment.ts'

const at = (day: string) => new Date(`${day}T00:00:00Z`)
const assessment = (from: string, until: string, difficulty: 0 | 1 | 2 | 3 | 4, icf: Capability['icf'] = 'd440'): Assessment => ({
  id: `${from} ${difficulty}`,
  instrument: { code: 'WHODAS', version: '2.0' },
  assessor: { kind: 'federation', organisation: '残联' },
  at: at(from),
  validUntil: at(until),
  items: [{ icf, difficulty }],
  recordedAt: at(from),
})
const inForce = (stated: Capability[], ledger: Assessment[], now: string) =>
  capabilitiesInForce(stated, assessedItems(ledger, at(now)), at(now))
const self: Capability = { icf: 'd440', difficulty: 1, source: 'self' }

describe('capabilitiesInForce', () => {
  it('puts the newest valid assessment before her own word and before what is only expected', () => {
    const ledger = [assessment('2026-01-01', '2027-01-01', 3), assessment('2026-02-01', '2027-01-01', 2)]

    expect(inForce([self], ledger, '2026-03-01')).toMatchObject([{ icf: 'd440', difficulty: 2, source: 'assessed' }])
    expect(inForce([{ ...self, source: 'prior' }], ledger, '2026-03-01')).toMatchObject([{ difficulty: 2 }])
    expect(inForce([], ledger.toReversed(), '2026-03-01')).toMatchObject([{ difficulty: 2 }])
  })

  it('takes of two of one time the one recorded later', () => {
    const ledger = [assessment('2026-01-01', '2027-01-01', 3), assessment('2026-01-01', '2027-01-01', 4)]

    expect(inForce([], ledger, '2026-03-01')).toMatchObject([{ difficulty: 4 }])
  })

  it('uncovers the older one, then her own word, as validity ends', () => {
    const ledger = [assessment('2026-01-01', '2026-06-01', 3), assessment('2026-02-01', '2026-04-01', 2)]

    expect(['2026-03-31', '2026-04-01', '2026-05-31', '2026-06-01'].map((day) => inForce([self], ledger, day)[0]?.difficulty)).toEqual([
      2, 3, 3, 1,
    ])
    expect(inForce([], ledger, '2026-06-01')).toEqual([])
  })

  it('ends on time though nobody has looked since: not a millisecond before, not one after', () => {
    const kept = assessedItems([assessment('2026-01-01', '2026-06-01', 3)], at('2026-01-01'))
    const end = at('2026-06-01').getTime()

    expect([end - 1, end].map((time) => capabilitiesInForce([self], kept, new Date(time))[0]?.difficulty)).toEqual([3, 1])
    expect(capabilitiesInForce([self], kept, new Date(at('2026-01-01').getTime() - 1))).toEqual([self])
  })

  it('says of each code what the newest valid assessment of it says, else what is stated: any ledger, any time', () => {
    const codes = ['d440', 'd166', 'd330'] as const
    const day = (n: number) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10)
    const anyAssessment = fc
      .tuple(fc.nat(30), fc.integer({ min: 1, max: 30 }), fc.constantFrom(0, 1, 2, 3, 4), fc.constantFrom(...codes))
      .map(([from, days, difficulty, icf]) => assessment(day(from), day(from + days), difficulty as 0, icf))

    fc.assert(
      fc.property(fc.array(anyAssessment, { maxLength: 12 }), fc.subarray([...codes]), fc.nat(70), (ledger, known, n) => {
        const now = at(day(n))
        const stated: Capability[] = known.map((icf) => ({ icf, difficulty: 1, source: 'self' }))

        const result = capabilitiesInForce(stated, assessedItems(ledger, now), now)

        const expected = codes.map((icf) => {
          const valid = ledger.filter((one) => one.items[0]?.icf === icf && one.at <= now && now < one.validUntil)
          const newest = Math.max(...valid.map((one) => one.at.getTime()))
          const last = valid.findLast((one) => one.at.getTime() === newest)
          if (last) return `${last.items[0]?.difficulty} assessed`
          return known.includes(icf) ? '1 self' : 'unknown'
        })
        const said = codes.map((icf) => {
          const found = result.filter((one) => one.icf === icf).map(({ difficulty, source }) => `${difficulty} ${source}`)
          return found.join() || 'unknown'
        })
        expect(said).toEqual(expected)
      }),
    )
  })
})

describe('withoutEcho', () => {
  const assessed: Capability = { icf: 'd440', difficulty: 3, source: 'assessed' }

  it('gives back what was stated where a list only repeats what was assessed', () => {
    expect(withoutEcho([assessed], [self], [assessed])).toEqual([self])
    expect(withoutEcho([assessed], [], [assessed])).toEqual([])
  })

  it('leaves what somebody says anew', () => {
    const anew: Capability = { icf: 'd440', difficulty: 0, source: 'self' }

    expect(withoutEcho([anew], [self], [assessed])).toEqual([anew])
    expect(withoutEcho([{ ...assessed, difficulty: 2 }], [self], [assessed])).toEqual([{ ...assessed, difficulty: 2 }])
  })
})

describe('nextAssessmentEnd', () => {
  it('is the soonest end that is still to come', () => {
    const items = assessedItems([assessment('2026-01-01', '2026-06-01', 3), assessment('2026-02-01', '2026-04-01', 2)], at('2026-03-01'))

    expect(nextAssessmentEnd(items, at('2026-03-01'))).toEqual(at('2026-04-01'))
    expect(nextAssessmentEnd(items, at('2026-04-01'))).toEqual(at('2026-06-01'))
    expect(nextAssessmentEnd(items, at('2026-06-01'))).toBeNull()
  })
})

describe('checkAssessment', () => {
  it('takes five years and not a day more than that year', () => {
    const until = (validUntil: string) =>
      checkAssessment({ at: '2026-03-01T00:00:00+08:00', validUntil }, at('2026-03-02')).map(({ reason }) => reason)

    expect(until('2031-03-01T00:00:00+08:00')).toEqual([])
    expect(until('2031-03-02T00:00:00+08:00')).toEqual(['valid_too_long'])
    expect(until('2026-03-01T00:00:00+08:00')).toEqual(['before_start'])
  })
})
