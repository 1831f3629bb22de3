import { compareMatches } from '@zhihe/scoring/order'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  beats,
  capacityOf,
  type Fit,
  isAffected,
  type ListInput,
  margin,
  mayLackSomebody,
  type Placed,
  placeShortlist,
  type Standing,
} from './shortlist.ts'

const fitArbitrary = fc.record({
  id: fc.constantFrom(...Array.from({ length: 24 }, (_, index) => `person-${String(index).padStart(2, '0')}`)),
  tier: fc.constantFrom<0 | 1>(0, 0, 1),
  score: fc.integer({ min: 0, max: 30 }).map((steps) => 5_000 + steps * 33),
  recommendations: fc.integer({ min: 0, max: 2 }),
})
const everybody = fc.uniqueArray(fitArbitrary, { selector: ({ id }) => id, maxLength: 24 }).map((people) => people.map(toFit))
const capacity = fc.integer({ min: 1, max: 8 })

function toFit(person: { id: string; tier: 0 | 1; score: number; recommendations: number }): Fit {
  return { ...person, jobseekerVersion: 1, verdict: person.tier === 0 ? 'eligible' : 'conditional', confidence: 5_000, componentScores: [] }
}

function standingsOf(list: readonly Placed[]): Standing[] {
  return list.map(({ fit, rank, rankKey }) => ({ jobseekerId: fit.id, tier: fit.tier, rank, rankKey }))
}

const inOrder = (fits: readonly Fit[], some: readonly string[]) =>
  fits
    .filter(({ id }) => some.includes(id))
    .toSorted(compareMatches)
    .map(({ id }) => id)
const ids = (list: readonly Placed[]) => list.map(({ fit }) => fit.id)

// A list with a past: it was made from one world and meets another.
const world = fc.record({ capacity, first: everybody, next: everybody, nextCapacity: capacity }).map((given) => {
  const before = standingsOf(placeShortlist({ capacity: given.capacity, before: [], fits: given.first }))
  return { before, fits: given.next, capacity: given.nextCapacity } satisfies ListInput
})

describe('a shortlist', () => {
  it('does not change when it is refreshed twice in a row', () => {
    fc.assert(
      fc.property(world, (input) => {
        const once = placeShortlist(input)
        const twice = placeShortlist({ ...input, before: standingsOf(once) })
        expect(twice).toEqual(once)
      }),
      { numRuns: 2_000 },
    )
  })

  it('is complete: it is full, or everybody who fits is on it, and nobody outside beats its floor', () => {
    fc.assert(
      fc.property(world, (input) => {
        const list = placeShortlist(input)
        const outside = input.fits.filter(({ id }) => !ids(list).includes(id))
        expect(list.length).toBe(Math.min(input.capacity, input.fits.length))
        const last = list.at(-1)
        for (const fit of outside) expect(last && beats(fit, { tier: last.fit.tier, rankKey: last.rankKey })).toBe(false)
      }),
      { numRuns: 2_000 },
    )
  })

  it('needs no more newcomers than it has places', () => {
    fc.assert(
      fc.property(world, (input) => {
        const members = new Set(input.before.map(({ jobseekerId }) => jobseekerId))
        const best = placeShortlist({ capacity: input.capacity, before: [], fits: input.fits.filter(({ id }) => !members.has(id)) })
        const few = [...input.fits.filter(({ id }) => members.has(id)), ...best.map(({ fit }) => fit)]
        expect(placeShortlist({ ...input, fits: few })).toEqual(placeShortlist(input))
      }),
      { numRuns: 2_000 },
    )
  })

  it('takes no more newcomers than the posting may have, the best in the order, and looks at nothing else of them', () => {
    fc.assert(
      fc.property(world, fc.nat(8), (input, newcomersAtMost) => {
        const members = new Set(input.before.map(({ jobseekerId }) => jobseekerId))
        const newcomersOf = (list: readonly Placed[]) => ids(list).filter((id) => !members.has(id))
        const free = newcomersOf(placeShortlist(input))

        const capped = placeShortlist({ ...input, newcomersAtMost })
        const others = input.fits.map((fit) => ({ ...fit, confidence: 1, jobseekerVersion: 9, componentScores: [1] }))
        const unlike = placeShortlist({ ...input, fits: others, newcomersAtMost })

        expect(new Set(newcomersOf(capped))).toEqual(new Set(inOrder(input.fits, free).slice(0, newcomersAtMost)))
        expect(ids(unlike)).toEqual(ids(capped))
      }),
      { numRuns: 2_000 },
    )
  })

  it('is left alone by newcomers once the proposals of the month are used up, and by a new version of the posting never', () => {
    const list = { postingVersion: 1, size: 1, floor: { tier: 1, rankKey: 0 }, memberVersions: new Map() } as const
    const change = { list, takesNewcomers: false, jobseeker: { id: 'her', version: 1 }, fit: { tier: 0, score: 9_000 } } as const

    expect(isAffected({ ...change, posting: { version: 1, capacity: 10 } })).toBe(false)
    expect(isAffected({ ...change, posting: { version: 2, capacity: 10 } })).toBe(true)
    expect(isAffected({ ...change, takesNewcomers: true, posting: { version: 1, capacity: 10 } })).toBe(true)
  })

  it('does not care in which order people are given', () => {
    fc.assert(
      fc.property(world, fc.infiniteStream(fc.nat()), (input, random) => {
        const shuffled = input.fits
          .map((fit) => ({ fit, key: random.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ fit }) => fit)
        expect(placeShortlist({ ...input, fits: shuffled })).toEqual(placeShortlist(input))
      }),
    )
  })

  it('says that a person affects it whenever her change alters it', () => {
    fc.assert(
      fc.property(world, fitArbitrary, fc.boolean(), (input, changed, stillFits) => {
        const list = placeShortlist(input)
        const others = input.fits.filter(({ id }) => id !== changed.id)
        const fit = { ...toFit(changed), jobseekerVersion: 2 }
        const after = placeShortlist({ ...input, before: standingsOf(list), fits: stillFits ? [...others, fit] : others })
        const last = list.at(-1)
        const affected = isAffected({
          list: {
            postingVersion: 1,
            size: list.length,
            floor: last ? { tier: last.fit.tier, rankKey: last.rankKey } : null,
            memberVersions: new Map(ids(list).map((id) => [id, 1])),
          },
          posting: { version: 1, capacity: input.capacity },
          takesNewcomers: true,
          jobseeker: { id: changed.id, version: 2 },
          fit: stillFits ? fit : null,
        })
        const isUnchanged = JSON.stringify(after) === JSON.stringify(list)
        expect(affected || isUnchanged).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  it('can be placed from its members and those who changed, unless somebody else may be missing', () => {
    fc.assert(
      fc.property(world, fc.uniqueArray(fitArbitrary, { selector: ({ id }) => id, maxLength: 4 }), (input, changed) => {
        const before = standingsOf(placeShortlist(input))
        const changedIds = new Set(changed.map(({ id }) => id))
        const fits = [...input.fits.filter(({ id }) => !changedIds.has(id)), ...changed.map(toFit)]
        const members = new Set(before.map(({ jobseekerId }) => jobseekerId))
        const few = placeShortlist({ ...input, before, fits: fits.filter(({ id }) => members.has(id) || changedIds.has(id)) })
        const all = placeShortlist({ ...input, before, fits })
        const staying = fits.filter(({ id }) => members.has(id))
        expect(mayLackSomebody({ ...input, before, staying }) ? all : few).toEqual(all)
      }),
      { numRuns: 2_000 },
    )
  })

  it('looks at everybody again when a member sinks, although somebody who changed fills the place', () => {
    const before = [{ jobseekerId: 'person-00', tier: 0, rank: 1, rankKey: 5_594 }] as const
    const sunk = toFit({ id: 'person-00', tier: 0, score: 5_000, recommendations: 0 })

    expect(mayLackSomebody({ capacity: 1, before, staying: [sunk] })).toBe(true)
  })

  it('keeps a rank through a wobble and gives it up for a difference', () => {
    const before = [
      { jobseekerId: 'first', tier: 0, rank: 1, rankKey: 7_000 },
      { jobseekerId: 'second', tier: 0, rank: 2, rankKey: 6_990 },
    ] as const
    const wobble = [
      toFit({ id: 'first', tier: 0, score: 6_901, recommendations: 0 }),
      toFit({ id: 'second', tier: 0, score: 6_990, recommendations: 0 }),
    ]
    const fall = [toFit({ id: 'first', tier: 0, score: 7_000 - margin, recommendations: 0 }), wobble[1]!]

    expect(ids(placeShortlist({ capacity: 10, before, fits: wobble }))).toEqual(['first', 'second'])
    expect(ids(placeShortlist({ capacity: 10, before, fits: fall }))).toEqual(['second', 'first'])
  })

  it('holds five people for each vacancy, ten at least and fifty at most', () => {
    expect([0, 1, 3, 10, 400, null].map(capacityOf)).toEqual([10, 10, 15, 50, 50, 50])
  })
})

describe('who has a place by the decision of a human', () => {
  const pinnedWorld = fc.record({
    input: world,
    pins: fc.subarray(Array.from({ length: 24 }, (_, index) => `person-${String(index).padStart(2, '0')}`)),
  })

  it('is on the list as long as she fits, whoever scores higher; the others share what is left by the same rules', () => {
    fc.assert(
      fc.property(pinnedWorld, ({ input, pins }) => {
        const pinned = new Set(pins)
        const list = placeShortlist({ ...input, pinned })
        const there = new Set(ids(list))
        const pinnedWhoFit = input.fits.filter(({ id }) => pinned.has(id))

        const missing = pinnedWhoFit.filter(({ id }) => !there.has(id))
        expect(pinnedWhoFit.length <= input.capacity ? missing : []).toEqual([])
        expect(list.length).toBeLessThanOrEqual(input.capacity)
        expect(list.map(({ rank }) => rank)).toEqual(list.map((_, place) => place + 1))
      }),
      { numRuns: 2_000 },
    )
  })

  it('keeps it when the list is made again, also when no more may be proposed this month', () => {
    fc.assert(
      fc.property(pinnedWorld, ({ input, pins }) => {
        const pinned = new Set(pins.slice(0, input.capacity))
        const once = placeShortlist({ ...input, pinned, newcomersAtMost: 0 })
        const twice = placeShortlist({ ...input, pinned, newcomersAtMost: 0, before: standingsOf(once) })

        expect(twice).toEqual(once)
        expect(ids(once)).toEqual(expect.arrayContaining(input.fits.filter(({ id }) => pinned.has(id)).map(({ id }) => id)))
      }),
      { numRuns: 2_000 },
    )
  })

  it('has her list looked at when she changes, though she does not beat its floor', () => {
    const list = {
      postingVersion: 1,
      size: 1,
      floor: { tier: 0 as const, rankKey: 9_000 },
      memberVersions: new Map([['best', 1]]),
      pinned: ['low'],
    }
    const change = { list, posting: { version: 1, capacity: 1 }, takesNewcomers: false, fit: { tier: 1 as const, score: 10 } }

    expect(isAffected({ ...change, jobseeker: { id: 'low', version: 2 } })).toBe(true)
    expect(isAffected({ ...change, jobseeker: { id: 'other', version: 2 } })).toBe(false)
  })
})
