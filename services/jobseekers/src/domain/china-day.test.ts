import { describe, expect, it } from 'vitest'
import { addDays, addMonths, addYears, chinaDay, startOfDay } from './china-day.ts'

describe('chinaDay', () => {
  it('begins at 16:00 UTC', () => {
    expect(chinaDay(new Date('2026-02-28T15:59:59.999Z'))).toBe('2026-02-28')
    expect(chinaDay(new Date('2026-02-28T16:00:00Z'))).toBe('2026-03-01')
    expect(startOfDay('2026-03-01')).toEqual(new Date('2026-02-28T16:00:00Z'))
  })
})

describe('addMonths', () => {
  it('takes the last day of a month that is shorter', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(addMonths('2027-12-31', 2)).toBe('2028-02-29')
    expect(addMonths('2026-11-30', 3)).toBe('2027-02-28')
    expect(addYears('2028-02-29', 1)).toBe('2029-02-28')
    expect(addYears('2028-02-29', 4)).toBe('2032-02-29')
    expect(addYears('2027-02-28', 1)).toBe('2028-02-28')
  })
})

describe('addDays', () => {
  it('goes over the ends of months and years', () => {
    expect([addDays('2026-12-31', 1), addDays('2028-03-01', -1)]).toEqual(['2027-01-01', '2028-02-29'])
  })
})
