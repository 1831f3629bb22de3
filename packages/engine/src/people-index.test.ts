import { accommodationArbitrary, generatedAt } from '@zhihe/scoring/arbitraries'
import { jobseeker } from '@zhihe/scoring/sample-facts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Portions } from './people/large-pool.ts'
import { createPeople } from './people/people.ts'
import { createPeopleIndex } from './people/people-index.ts'
import { createPlainEngine } from './plain-engine.ts'
import { uuid } from './sample-ids.ts'
import { applyChange, type Change, changesArbitrary, questionArbitrary } from './worlds.ts'

const worlds = Number(process.env['ZHIHE_LAW_RUNS'] ?? 2_000)
const numRuns = Math.ceil(worlds / 4)
const slow = { timeout: Math.max(240_000, worlds * 60) }

/** The index beside the plain engine, which knows the postings. */
function build(changes: readonly Change[], portions?: Portions) {
  const plain = createPlainEngine()
  const people = createPeople()
  const index = createPeopleIndex(people, portions)
  const ids = new Set<string>()
  for (const change of changes) {
    applyChange(plain, change)
    if (change.kind === 'jobseeker') people.put(change.facts)
    else if (change.kind === 'remove_jobseeker') people.remove(change.id)
    else if (change.kind === 'recommendations') people.setRecommendations(change.id, change.count)
    else if (change.kind === 'posting') ids.add(change.facts.id)
  }
  const postings = [...ids].flatMap((id) => plain.getPosting(id) ?? [])
  return { plain, people, index, postings }
}

describe('the people store', slow, () => {
  it('gives back what was put, to the letter', () => {
    fc.assert(
      fc.property(changesArbitrary(), (changes) => {
        const { plain, people } = build(changes)
        const ids = changes.flatMap((change) => (change.kind === 'jobseeker' ? [change.facts.id] : []))

        expect(people.size()).toBe(plain.sizes().jobseekers)
        for (const id of ids) expect(people.get(id)).toEqual(plain.getJobseeker(id))
      }),
      { numRuns },
    )
  })
})

describe('people with ever other licences and needs', () => {
  it('fit into rows by the ten thousand, and come back as they were put', () => {
    const people = createPeople()
    const crowd = Array.from({ length: 70_000 }, (_, place) =>
      jobseeker({
        id: uuid(place),
        licences: [`licence_${place % 9_000}`],
        accommodationsNeeded: [{ code: 'HS-01', required: place % 2 === 0, note: place } as { code: 'HS-01'; required: boolean }],
      }),
    )
    for (const facts of crowd) people.put(facts)

    expect(people.odd.size).toBe(0)
    for (const facts of [crowd.at(0), crowd.at(8_999), crowd.at(-1)]) expect(people.get(facts?.id ?? '')).toEqual(facts)
  })
})

describe('law 5: the people index and the plain engine agree', slow, () => {
  it('list for list and count for count, after any changes', () => {
    fc.assert(
      fc.property(changesArbitrary(), fc.array(questionArbitrary, { minLength: 1, maxLength: 4 }), (changes, questions) => {
        const { plain, index, postings } = build(changes)
        for (const drawn of questions) {
          for (const posting of postings) {
            const query = { ...drawn, at: generatedAt }

            expect(index.rank(posting, query)).toEqual(plain.rankForPosting(posting, query))
            expect(index.count(posting, query)).toEqual(plain.countsForPosting(posting, query))
          }
        }
      }),
      { numRuns: worlds },
    )
  })

  it('pool for pool and gain for gain', () => {
    fc.assert(
      fc.property(changesArbitrary(), questionArbitrary, accommodationArbitrary, (changes, drawn, offer) => {
        const { plain, index, postings } = build(changes)
        for (const posting of postings) {
          const query = { ...drawn, at: generatedAt }

          expect(index.pool(posting, query)).toEqual(plain.poolForPosting(posting, query))
          expect(index.gain(posting, offer, query)).toEqual(plain.gainFromOffer(posting, offer, query))
        }
      }),
      { numRuns },
    )
  })

  it('when every pool counts as a large one', () => {
    fc.assert(
      fc.property(changesArbitrary({ ids: 40, shapes: 6, changes: 90 }), questionArbitrary, (changes, drawn) => {
        const { plain, index, postings } = build(changes, { from: 2, first: 1, rows: 3 })
        for (const posting of postings) {
          const query = { ...drawn, at: generatedAt }

          expect(index.rank(posting, query)).toEqual(plain.rankForPosting(posting, query))
        }
      }),
      { numRuns },
    )
  })

  it.each([
    ['read as they are', undefined],
    ['read by the level of their skills', { from: 100, first: 60, rows: 150 }],
  ])('in worlds with more people than a block holds, %s', (_, portions) => {
    fc.assert(
      fc.property(changesArbitrary({ ids: 700, shapes: 12, changes: 1_500 }), (changes) => {
        const { plain, index, postings } = build(changes, portions)
        for (const posting of postings.slice(0, 12)) {
          const query = { limit: 50, at: generatedAt }

          expect(index.rank(posting, query)).toEqual(plain.rankForPosting(posting, query))
        }
      }),
      { numRuns: Math.ceil(numRuns / 25) },
    )
  })
})
