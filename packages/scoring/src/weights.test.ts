import { describe, expect, it } from 'vitest'
import { full, weights } from './weights.ts'

describe('weights', () => {
  it('sum to the whole', () => {
    expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBe(full)
  })
})
