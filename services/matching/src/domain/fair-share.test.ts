import { describe, expect, it } from 'vitest'
import { candidatesPerVacancy, monthlyCapOf, monthOf, proposalsLeft, withProposals } from './fair-share.ts'

const lateNovember = new Date('2026-11-30T15:59:59Z')
const december = new Date('2026-11-30T16:00:00Z')

describe('the proposals of a month', () => {
  it('are counted on the calendar of China', () => {
    expect([lateNovember, december].map(monthOf)).toEqual(['2026-11', '2026-12'])
  })

  it('are twice as many as the list has places, and begin anew with the month', () => {
    const used = withProposals({ month: '2026-11', count: 15 }, 5, lateNovember)

    expect(monthlyCapOf(10)).toBe(20)
    expect(used).toEqual({ month: '2026-11', count: 20 })
    expect(proposalsLeft(used, { capacity: 10, at: lateNovember })).toBe(0)
    expect(proposalsLeft(used, { capacity: 10, at: december })).toBe(20)
    expect(withProposals(used, 3, december)).toEqual({ month: '2026-12', count: 3 })
    expect(proposalsLeft({ month: null, count: 0 }, { capacity: 10, at: december })).toBe(20)
  })

  it('are never fewer than none', () => {
    expect(proposalsLeft({ month: '2026-11', count: 90 }, { capacity: 10, at: lateNovember })).toBe(0)
  })
})

describe('the crowd before a posting', () => {
  it('is counted per vacancy, several being a fifth of the places', () => {
    expect(candidatesPerVacancy(10, { headcount: 3, capacity: 15 })).toBe(3)
    expect(candidatesPerVacancy(25, { headcount: null, capacity: 50 })).toBe(2)
    expect(candidatesPerVacancy(4, { headcount: 0, capacity: 10 })).toBe(4)
  })
})
