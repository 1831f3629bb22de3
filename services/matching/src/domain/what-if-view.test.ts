import { whatIfPosting } from '@zhihe/contracts/what-if'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { viewCounts, viewExcluded, viewNextQuestion, viewOffers, viewReason, viewToggle } from './what-if-view.ts'

const counts = fc.record({ eligible: fc.nat(60), conditional: fc.nat(60) })

describe('what is told of people', () => {
  it('is the same for every world whose small numbers differ', () => {
    const small = fc.nat(4)
    fc.assert(
      fc.property(counts, small, small, (before, one, other) => {
        const after = (by: number) => ({ eligible: before.eligible + by, conditional: before.conditional })
        const obstacles = (people: number) => [{ actions: [{ code: 'confirm_pay' } as const], people }]
        const told = (people: number) => [
          viewCounts(before, after(people)),
          viewOffers([{ accommodation: 'HS-01', gain: people }]),
          viewNextQuestion({ obstacles: obstacles(people) }),
          viewToggle('HS-01', [{ postingId: 'p', gain: people }]),
          viewExcluded({ excluded: { education_below_minimum: people } }),
        ]

        expect(told(one)).toEqual(told(other))
      }),
    )
  })

  it('leaves out who does not want to be counted, and puts the rule that excludes most first', () => {
    const excluded = { no_matching_consent: 50, jobseeker_inactive: 50, pay_below_floor: 4, must_skill_missing: 7, licence_missing: 12 }

    expect(viewExcluded({ excluded }).map(({ rule, people }) => [rule, people.count])).toEqual([
      ['licence_missing', 10],
      ['must_skill_missing', 5],
    ])
  })

  it('names at most five postings of a district, and none that gains little', () => {
    const gains = Array.from({ length: 9 }, (_, place) => ({ postingId: `p${place}`, gain: place }))

    const { gain, mostGained } = viewToggle('2203', gains)

    expect(mostGained.map(({ postingId }) => postingId)).toEqual(['p8', 'p7', 'p6', 'p5'])
    expect(gain.count).toBeLessThanOrEqual(36)
    expect(gain.fewerThan).toBeGreaterThan(36)
  })

  it('fits the contract', () => {
    fc.assert(
      fc.property(counts, counts, (before, after) => {
        const { before: then, after: now, change } = viewCounts(before, after)
        const { shape } = whatIfPosting

        expect(
          [shape.before.safeParse(then), shape.after.safeParse(now), shape.change.safeParse(change)].every(({ success }) => success),
        ).toBe(true)
      }),
    )
  })
})

describe('a reason', () => {
  it('never says in which month somebody would have to be born', () => {
    const { params, zh } = viewReason({ code: 'confirm_age', params: { minAge: 18, maxAge: 40, bornIn: '2008-11' } })

    expect(params).toEqual({ minAge: 18, maxAge: 40 })
    expect(zh).toContain('18')
  })
})
