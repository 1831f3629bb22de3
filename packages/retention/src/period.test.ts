import { describe, expect, it } from 'vitest'
import { cutoffOf, type Period } from './period.ts'

describe('cutoffOf', () => {
  it.each([
    // The last day of the period: it stands until midnight.
    ['P30D', '2026-01-01T10:00:00+08:00', '2026-01-31T23:59:59+08:00', 'stays'],
    ['P30D', '2026-01-01T10:00:00+08:00', '2026-02-01T00:00:00+08:00', 'goes'],
    ['P1D', '2026-01-01T00:00:00+08:00', '2026-01-02T23:59:59+08:00', 'stays'],
    ['P1D', '2026-01-01T23:59:59+08:00', '2026-01-03T00:00:00+08:00', 'goes'],
    ['P3Y', '2023-11-22T23:59:59.999+08:00', '2026-11-22T23:59:59+08:00', 'stays'],
    ['P3Y', '2023-11-22T23:59:59.999+08:00', '2026-11-23T00:00:00+08:00', 'goes'],
    ['P3Y', '2023-11-23T00:00:00+08:00', '2026-11-23T12:00:00+08:00', 'stays'],
    ['P6M', '2026-05-22T08:00:00+08:00', '2026-11-22T08:00:01+08:00', 'stays'],
    ['P6M', '2026-05-22T08:00:00+08:00', '2026-11-23T08:00:00+08:00', 'goes'],
    // There is no 31 June and no 29 February of 2027; whatever ends on such a day is kept to the end of it.
    ['P1M', '2026-05-31T12:00:00+08:00', '2026-06-30T12:00:00+08:00', 'stays'],
    ['P1M', '2026-05-31T12:00:00+08:00', '2026-07-01T12:00:00+08:00', 'goes'],
    ['P1M', '2026-03-02T12:00:00+08:00', '2026-03-31T12:00:00+08:00', 'stays'],
    ['P1Y', '2028-02-29T12:00:00+08:00', '2029-02-28T12:00:00+08:00', 'stays'],
    ['P1Y', '2028-02-29T12:00:00+08:00', '2029-03-01T12:00:00+08:00', 'goes'],
    // It is already the next day in China.
    ['P1D', '2025-12-31T20:00:00Z', '2026-01-02T15:59:59Z', 'stays'],
    ['P1D', '2025-12-31T20:00:00Z', '2026-01-02T16:00:00Z', 'goes'],
  ] as const)('with %s what is of %s at %s %s', (period, at, now, fate) => {
    const isDue = Date.parse(at) < cutoffOf(period, new Date(now)).getTime()

    expect(isDue ? 'goes' : 'stays').toBe(fate)
  })

  it('refuses what is no period', () => {
    expect(() => cutoffOf('PT1H' as Period, new Date())).toThrow('PT1H is no period')
  })
})
