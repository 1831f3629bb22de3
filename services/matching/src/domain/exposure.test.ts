import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { movesOf, type Seat, sumMoves } from './exposure.ts'

const seats = (...ids: string[]): Seat[] => ids.map((jobseekerId, place) => ({ jobseekerId, rank: place + 1 }))

/** A change as the store is told of it: who stands elsewhere or anew, and who is gone. */
function changeOf(before: readonly Seat[], after: readonly Seat[]) {
  const oldRanks = new Map(before.map(({ jobseekerId, rank }) => [jobseekerId, rank]))
  const staying = new Set(after.map(({ jobseekerId }) => jobseekerId))
  return {
    written: after.filter(({ jobseekerId, rank }) => oldRanks.get(jobseekerId) !== rank),
    left: before.filter(({ jobseekerId }) => !staying.has(jobseekerId)),
  }
}

describe('a change of a list', () => {
  it('counts who comes, who leaves and who takes the first place', () => {
    const before = seats('ann', 'bea', 'cem')
    const after = seats('dan', 'ann', 'cem')

    const moves = movesOf(before, changeOf(before, after))

    expect(sumMoves(moves)).toEqual([
      { jobseekerId: 'ann', lists: 0, firstPlaces: -1, proposals: 0 },
      { jobseekerId: 'bea', lists: -1, firstPlaces: 0, proposals: 0 },
      { jobseekerId: 'dan', lists: 1, firstPlaces: 1, proposals: 1 },
    ])
  })

  it('does not count a change of place below the first', () => {
    const [before, after] = [seats('ann', 'bea', 'cem'), seats('ann', 'cem', 'bea')]

    expect(movesOf(before, changeOf(before, after))).toEqual([])
  })

  it('does not count a member who is written again where she stood', () => {
    const before = seats('ann', 'bea')

    expect(movesOf(before, { written: before, left: [] })).toEqual([])
  })
})

describe('the totals of people', () => {
  it('are those of the lists as they stand, whatever happened to the lists before', () => {
    const people = ['ann', 'bea', 'cem', 'dan', 'eve']
    const list = fc.shuffledSubarray(people).map((ids) => seats(...ids))
    fc.assert(
      fc.property(fc.array(fc.array(list, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }), (histories) => {
        const moves = histories.flatMap((history) =>
          history.flatMap((after, step) => {
            const before = history[step - 1] ?? []
            return movesOf(before, changeOf(before, after))
          }),
        )

        const standing = histories.flatMap((history) => history.at(-1) ?? [])
        const counted = new Map(sumMoves(moves).map((move) => [move.jobseekerId, move]))
        for (const person of people) {
          const own = standing.filter(({ jobseekerId }) => jobseekerId === person)
          expect(counted.get(person)?.lists ?? 0).toBe(own.length)
          expect(counted.get(person)?.firstPlaces ?? 0).toBe(own.filter(({ rank }) => rank === 1).length)
        }
      }),
    )
  })

  it('come in the order of ids, one for each person', () => {
    const move = (jobseekerId: string) => ({ jobseekerId, lists: 1, firstPlaces: 0, proposals: 1 })

    expect(sumMoves([move('cem'), move('ann'), move('cem')])).toEqual([move('ann'), { ...move('cem'), lists: 2, proposals: 2 }])
  })
})
