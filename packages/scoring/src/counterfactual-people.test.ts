import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fewest, hiddenAfter, hideChange, hideSmall, hideTotal } from './counterfactual-people.ts'

describe('a number of people', () => {
  it('is told in steps of five and not at all below five', () => {
    expect([0, 4, 5, 14].map(hideSmall)).toEqual([
      { count: null, fewerThan: 5 },
      { count: null, fewerThan: 5 },
      { count: 5, fewerThan: 10 },
      { count: 10, fewerThan: 15 },
    ])
    expect(hideChange(12, 14)).toEqual({ direction: 'little', people: { count: null, fewerThan: 5 } })
    expect(hideChange(14, 12)).toEqual(hideChange(12, 14))
    expect(hideChange(20, 12)).toEqual({ direction: 'fewer', people: { count: 5, fewerThan: 10 } })
  })

  it('cannot be got by subtraction: whatever is told of before, change and after fits every other small change as well', () => {
    const before = fc.integer({ min: 0, max: 200 })
    fc.assert(
      fc.property(before, fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 }), (people, change, other) => {
        fc.pre(people + change >= 0 && people + other >= 0)
        const told = (by: number) => {
          const [first, second] = [hideSmall(people), hideChange(people, people + by)]
          return { first, second, after: hiddenAfter(first, second) }
        }
        expect(told(change)).toEqual(told(other))
      }),
    )
  })

  it('in all is true, and leaves every part that is hidden open', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(12), { minLength: 2, maxLength: 12 }), (parts) => {
        const told = hideTotal(parts)
        const sum = parts.reduce((all, part) => all + part, 0)
        expect(told.count ?? 0).toBeLessThanOrEqual(sum)
        expect(told.fewerThan).toBeGreaterThan(sum)

        const floors = parts.map((part) => part - (part % fewest))
        for (const place of parts.keys()) {
          const possible = [0, 1, 2, 3, 4].filter((hidden) =>
            worldsWith(floors, { place, hidden }).some((world) => isSame(hideTotal(world), told)),
          )
          expect(possible.length).toBeGreaterThan(1)
        }
      }),
    )
  })

  it('after a change is within what is told, and told from nothing but the two', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), (before, after) => {
        const told = hiddenAfter(hideSmall(before), hideChange(before, after))
        expect(told.count ?? 0).toBeLessThanOrEqual(after)
        expect(told.fewerThan).toBeGreaterThan(after)
        expect(told.count === null || told.count >= fewest).toBe(true)
      }),
    )
  })
})

/** For every sum that is possible a world with these bands in which one part has this remainder. */
function worldsWith(floors: readonly number[], { place, hidden }: { place: number; hidden: number }): number[][] {
  const sums = Array.from({ length: (fewest - 1) * (floors.length - 1) + 1 }, (_, sum) => sum)
  return sums.map((sum) => {
    let left = sum
    return floors.map((floor, at) => {
      if (at === place) return floor + hidden
      const part = Math.min(left, fewest - 1)
      left -= part
      return floor + part
    })
  })
}

const isSame = (a: object, b: object) => JSON.stringify(a) === JSON.stringify(b)
