import { describe, expect, it } from 'vitest'
import { readRetryAfter } from './retry-after.ts'

const noon = new Date('2026-11-20T04:00:00Z')
const dayMs = 86_400_000

describe('readRetryAfter', () => {
  it.each([
    ['120', 120_000],
    [' 7 ', 7_000],
    ['1', 5_000],
    ['0', 5_000],
    ['-30', 5_000],
    ['315360000', dayMs],
    ['99999999999999999999999', dayMs],
    ['Fri, 20 Nov 2026 04:10:00 GMT', 600_000],
    ['Fri, 20 Nov 2026 03:00:00 GMT', 5_000],
    ['Fri, 20 Nov 2036 04:00:00 GMT', dayMs],
    ['soon', null],
    ['', null],
    ['12.5', null],
    ['1e3', null],
    ['2026-11-20T04:10:00Z', null],
    ['Friday', null],
    [undefined, null],
  ])('reads %j as %s ms', (header, expected) => {
    expect(readRetryAfter(header, noon)).toBe(expected)
  })
})
