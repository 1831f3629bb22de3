import { describe, expect, it } from 'vitest'
import { chinaDay, chinaYear, spanOfYear } from './china-day.ts'

describe('the clock of China', () => {
  it('begins a day and a year at 16:00 UTC', () => {
    const [before, after] = [new Date('2026-12-31T15:59:59Z'), new Date('2026-12-31T16:00:00Z')]

    expect([chinaDay(before), chinaDay(after)]).toEqual(['2026-12-31', '2027-01-01'])
    expect([chinaYear(before), chinaYear(after)]).toEqual([2026, 2027])
    expect(spanOfYear(2027)).toEqual({ from: after, until: new Date('2027-12-31T16:00:00Z') })
  })
})
