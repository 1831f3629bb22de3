import { describe, expect, it } from 'vitest'
import { dayOf, endOfDay } from './people-day.ts'

describe('a day in China', () => {
  it.each([
    ['2026-11-21T15:59:59.999Z', '2026-11-21', '2026-11-21T16:00:00.000Z'],
    ['2026-11-21T16:00:00.000Z', '2026-11-22', '2026-11-22T16:00:00.000Z'],
    ['2026-11-22T00:00:00.000Z', '2026-11-22', '2026-11-22T16:00:00.000Z'],
    ['2026-12-31T16:00:00.000Z', '2027-01-01', '2027-01-01T16:00:00.000Z'],
  ])('of %s is %s and ends at %s', (at, day, end) => {
    expect(dayOf(new Date(at))).toBe(day)
    expect(endOfDay(new Date(at)).toISOString()).toBe(end)
  })
})
