import { generatedAt } from '@zhihe/scoring/arbitraries'
import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { regions } from '@zhihe/vocabulary/region'
import { retirementMonth } from '@zhihe/vocabulary/working-age'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { VisitFit } from './asks.ts'
import { createPlainEngine } from './plain-engine.ts'
import { createPostingsIndex, type PostingsIndex } from './postings-index.ts'
import { applyChange, type Change, changesArbitrary, questionArbitrary } from './worlds.ts'

const numRuns = Math.ceil(Number(process.env['ZHIHE_LAW_RUNS'] ?? 2_000) / 4)
const slow = { timeout: Math.max(30_000, numRuns * 60) }

/** The index beside the plain engine, which decides what is newer and knows the people. */
function build(changes: readonly Change[]) {
  const plain = createPlainEngine()
  const index = createPostingsIndex()
  const people = new Set<string>()
  for (const change of changes) {
    applyChange(plain, change)
    follow(index, change, plain)
    if (change.kind === 'jobseeker') people.add(change.facts.id)
  }
  const jobseekers = [...people].map((id) => plain.getJobseeker(id)).filter((facts): facts is JobseekerFacts => facts !== undefined)
  return { plain, index, jobseekers }
}

function follow(index: PostingsIndex, change: Change, plain: ReturnType<typeof createPlainEngine>): void {
  if (change.kind === 'candidates') index.setCandidates(change.id, change.count)
  else if (change.kind === 'remove_posting') index.remove(change.id)
  else if (change.kind === 'posting') {
    const held = plain.getPosting(change.facts.id)
    if (held !== undefined) index.put(held)
  }
}

/** In an order of their own, because they come in none. */
function fitsOf(visitAll: (visit: VisitFit) => void): string[] {
  const fits: string[] = []
  visitAll((postingId, tier, score) => fits.push(`${postingId} ${tier} ${score}`))
  return fits.sort()
}

describe('what the index relies on', () => {
  it('is that every region has the national working ages: with rows of its own, its age ranges would need a number of their own', () => {
    const months = Array.from(
      { length: 58 * 12 },
      (_, month) => `${1955 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`,
    )
    const provinces = regions.filter(({ level }) => level === 'province')

    for (const sex of ['male', 'female'] as const) {
      for (const month of months) {
        const national = retirementMonth(sex, month)
        expect(provinces.filter(({ code }) => retirementMonth(sex, month, code) !== national)).toEqual([])
      }
    }
  })
})

describe('law 5: the posting index and the plain engine agree', slow, () => {
  it('list for list, for every person, after any changes', () => {
    fc.assert(
      fc.property(changesArbitrary(), fc.array(questionArbitrary, { minLength: 1, maxLength: 4 }), (changes, questions) => {
        const { plain, index, jobseekers } = build(changes)
        for (const drawn of questions) {
          for (const jobseeker of jobseekers) {
            const query = { ...drawn, at: generatedAt }

            expect(index.rank(jobseeker, query)).toEqual(plain.rankForJobseeker(jobseeker, query))
            expect(index.counts(jobseeker, query)).toEqual(plain.countsForJobseeker(jobseeker, query))
            expect(fitsOf((visit) => index.forEachFit(jobseeker, query, visit))).toEqual(
              fitsOf((visit) => plain.forEachFit(jobseeker, query, visit)),
            )
          }
        }
      }),
      { numRuns },
    )
  })

  it('in worlds with more postings than a block holds', () => {
    fc.assert(
      fc.property(changesArbitrary({ ids: 600, shapes: 12, changes: 900 }), (changes) => {
        const { plain, index, jobseekers } = build(changes)
        for (const jobseeker of jobseekers.slice(0, 12)) {
          const query = { limit: 50, at: generatedAt }

          expect(index.rank(jobseeker, query)).toEqual(plain.rankForJobseeker(jobseeker, query))
        }
      }),
      { numRuns: Math.ceil(numRuns / 25) },
    )
  })
})
