import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKept } from './kept.ts'

describe('what is kept by number', () => {
  it('is always of the number and the stamp that are asked for, with fewer slots than numbers', () => {
    const ask = fc.record({ number: fc.nat(9), stamp: fc.nat(2) })
    fc.assert(
      fc.property(fc.array(ask, { maxLength: 60 }), (asks) => {
        let now = 0
        const kept = createKept(4, (number) => ({ number, stamp: now }))
        for (const { number, stamp } of asks) {
          now = stamp

          expect(kept(number, stamp)).toEqual({ number, stamp })
        }
      }),
      { numRuns: 500 },
    )
  })
})
