import { generatedAt } from '@zhihe/scoring/arbitraries'
import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { jobseeker, posting } from '@zhihe/scoring/sample-facts'
import { regions } from '@zhihe/vocabulary/region'
import { retirementMonth } from '@zhihe/vocabulary/working-age'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { VisitFit } from './asks.ts'
import { createEngine, type Engine } from './engine.ts'
import { createPlainEngine } from './plain-engine.ts'
import { createPostingsIndex, type PostingsIndex } from './postings-index.ts'
import { uuid } from './sample-ids.ts'
import { applyChange, type Change, changesArbitrary, questionArbitrary } from './worlds.ts'

const numRuns = Math.ceil(Number(process.env['ZHIHE_LAW_RUNS'] ?? 2_000) / 4)
const slow = { timeout: Math.max(240_000, numRuns * 60) }

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

  it('for people read from the rows of their store, asked again after every change of either side', () => {
    fc.assert(
      fc.property(changesArbitrary({ ids: 6, shapes: 6, changes: 24 }), questionArbitrary, (changes, drawn) => {
        const plain = createPlainEngine()
        const engine = createEngine()
        const query = { ...drawn, at: generatedAt }
        for (const change of changes) {
          applyChange(plain, change)
          applyChange(engine, change)
          for (let n = 0; n < 6; n += 1) {
            expect(engine.rankForJobseeker(uuid(n), query)).toEqual(plain.rankForJobseeker(uuid(n), query))
            expect(engine.countsForJobseeker(uuid(n), query)).toEqual(plain.countsForJobseeker(uuid(n), query))
          }
        }
      }),
      { numRuns },
    )
  })

  it('whatever day it is asked about', () => {
    const month = fc.integer({ min: -600, max: 600 }).map((months) => new Date(Date.UTC(2026, 10 + months, 22)))
    fc.assert(
      fc.property(changesArbitrary(), fc.array(month, { minLength: 2, maxLength: 4 }), (changes, days) => {
        const plain = createPlainEngine()
        const engine = createEngine()
        for (const change of changes) for (const one of [plain, engine]) applyChange(one, change)
        for (const at of days) {
          for (let n = 0; n < 10; n += 1) {
            const query = { limit: 6, at }
            expect(engine.rankForJobseeker(uuid(n), query)).toEqual(plain.rankForJobseeker(uuid(n), query))
          }
        }
      }),
      { numRuns: Math.ceil(numRuns / 5) },
    )
  })

  it('when a posting brings a skill, an occupation and a licence that only a person who has asked before knew of', () => {
    const [unheard, trade] = ['unheard_of', '9-99-99-99']
    const asking = posting({ id: uuid(1), skills: [{ code: unheard, level: 2, must: true }], licences: ['unheard_licence'] })
    const working = posting({ id: uuid(2), occupationCode: trade, experienceYears: 4 })
    const both = [createPlainEngine(), createEngine()] as const
    const skills = [{ code: unheard, level: 3, evidence: 'declared' }] as const
    const experience = [{ occupationCode: trade, years: 2 }]
    for (const licences of [[], ['unheard_licence']]) {
      const knowing = jobseeker({ id: uuid(3 + licences.length), skills, experience, desiredOccupations: [trade], licences })
      for (const engine of both) engine.putJobseeker(knowing)
    }
    const lists = (engine: Engine) => [3, 4].map((n) => engine.rankForJobseeker(uuid(n), { limit: 5, at: generatedAt }))

    for (const late of [posting({ id: uuid(5) }), asking, working]) {
      for (const engine of both) engine.putPosting(late)
      expect(lists(both[1])).toEqual(lists(both[0]))
    }

    expect(lists(both[1]).map((list) => list.length)).toEqual([2, 3])
  })

  it('in short lists out of many different postings, where most fall behind a bound', () => {
    fc.assert(
      fc.property(changesArbitrary({ ids: 150, shapes: 60, changes: 400 }), fc.integer({ min: 1, max: 5 }), (changes, limit) => {
        const plain = createPlainEngine()
        const engine = createEngine()
        for (const change of changes) for (const one of [plain, engine]) applyChange(one, change)
        for (let n = 0; n < 40; n += 1) {
          const query = { limit, at: generatedAt }

          expect(engine.rankForJobseeker(uuid(n), query)).toEqual(plain.rankForJobseeker(uuid(n), query))
        }
      }),
      { numRuns: Math.ceil(numRuns / 10) },
    )
  })

  it('keeps a posting that is worth the whole of every bound, down to the point', () => {
    const [asking, suited] = [uuid(1), uuid(2)]
    const work = { employmentForm: 'full_time', workMode: 'onsite', occupationCode: '4-02-02-01' } as const
    const engine = createEngine()
    engine.putPosting(
      posting({
        ...work,
        id: asking,
        experienceYears: 0,
        pay: { minFen: 500_000, maxFen: 600_000, unit: 'month', negotiable: false },
        demands: [{ icf: 'd450', tolerated: 4, essential: false, source: 'stated' }],
      }),
    )
    engine.putJobseeker(
      jobseeker({
        id: suited,
        employmentForms: [work.employmentForm],
        workModes: [work.workMode],
        desiredOccupations: [work.occupationCode],
        payFloorFen: 100_000,
        accommodationsNeeded: [],
        experience: [],
        capabilities: [{ icf: 'd450', difficulty: 0, source: 'assessed' }],
      }),
    )
    const listed = (minScore: number) => engine.rankForJobseeker(suited, { limit: 1, at: generatedAt, filter: { minScore } })
    const [whole] = listed(0)

    const points = Object.fromEntries(whole?.components.map(({ key, score }) => [key, score]) ?? [])
    expect(points).toMatchObject({ function: 10_000, experience: 10_000, accommodation: 10_000, pay: 10_000, preference: 10_000 })
    expect(listed(whole?.score ?? 0)).toEqual([whole])
    expect(listed((whole?.score ?? 0) + 1)).toEqual([])
  })
})
