import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createBest } from './best.ts'

const ascending = (a: number, b: number) => a - b

describe('createBest', () => {
  it('keeps exactly what sorting and cutting would keep', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 }), fc.integer({ min: 0, max: 12 }), (numbers, limit) => {
        const best = createBest(limit, ascending)
        for (const number of numbers) best.offer(number)

        expect(best.sorted()).toEqual([...numbers].sort(ascending).slice(0, limit))
      }),
      { numRuns: 2_000 },
    )
  })
})
