import { describe, expect, it } from 'vitest'
import { matchingOff } from './matching-off.ts'

describe('why nothing is computed of a person', () => {
  it.each([
    [true, true, null],
    [true, false, 'no_matching_consent'],
    [false, true, 'inactive'],
    [false, false, 'no_matching_consent'],
  ])('active %s, consents %s: %s', (active, consentsToMatching, reason) => {
    const off = matchingOff({ active, consentsToMatching })

    expect(off?.reason ?? null).toBe(reason)
    expect(off?.alternative ?? null).toBe(reason === null ? null : '/v1/postings/open')
  })
})
