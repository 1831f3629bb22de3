import { describe, expect, it } from 'vitest'
import { refuseAttendance } from './attendance.ts'

// In China the fair begins on the 20th and ends on the 22nd.
const fair = { opensAt: new Date('2026-11-19T16:00:00Z'), closesAt: new Date('2026-11-22T09:00:00Z') }

describe('refuseAttendance', () => {
  it.each([
    ['2026-11-19', 'outside_fair'],
    ['2026-11-20', null],
    ['2026-11-21', null],
    ['2026-11-22', 'attended_in_future'],
    ['2026-11-23', 'outside_fair'],
  ] as const)('on the 21st says of %s: %s', (attendedOn, expected) => {
    expect(refuseAttendance(attendedOn, fair, new Date('2026-11-21T01:00:00Z'))).toBe(expected)
  })
})
