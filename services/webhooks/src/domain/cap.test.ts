import { assert, date, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { capWindow } from './cap.ts'

describe('capWindow', () => {
  it.each([
    ['2026-10-31T16:00:00Z', 2],
    ['2026-11-08T03:59:59Z', 2],
    ['2026-11-08T04:00:00Z', 4],
    ['2026-11-15T16:00:00Z', 6],
    ['2026-11-23T04:00:00Z', 8],
    ['2026-11-30T15:59:59Z', 8],
  ])('lets out a quarter of eight people in each quarter of China’s November: at %s %i', (now, allowed) => {
    expect(capWindow(8, new Date(now))).toEqual({ since: new Date('2026-10-31T16:00:00Z'), allowed })
  })

  it('begins anew with the month of China, not of Greenwich', () => {
    expect(capWindow(1, new Date('2026-11-30T16:00:00Z'))).toEqual({ since: new Date('2026-11-30T16:00:00Z'), allowed: 1 })
    expect(capWindow(8, new Date('2026-12-31T15:59:59Z')).allowed).toBe(8)
  })

  it('never lets out more than the cap, nor less later in a month', () => {
    const months = date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
    assert(
      property(integer({ min: 1, max: 100_000 }), months, integer({ min: 0, max: 86_400_000 }), (people, now, laterMs) => {
        const window = capWindow(people, now)
        const later = capWindow(people, new Date(now.getTime() + laterMs))

        expect(window.allowed).toBeGreaterThanOrEqual(1)
        expect(window.allowed).toBeLessThanOrEqual(people)
        expect(window.since.getTime()).toBeLessThanOrEqual(now.getTime())
        expect(later.since > window.since || later.allowed >= window.allowed).toBe(true)
      }),
    )
  })
})
