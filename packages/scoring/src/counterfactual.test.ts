import { type AccommodationCode, accommodations } from '@zhihe/vocabulary/accommodation'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyAdvice } from './actions.ts'
import { accommodationArbitrary, generatedAt, heldSkillArbitrary, jobseekerArbitrary, postingArbitrary } from './arbitraries.ts'
import { changeJobseeker, changePosting, singleChanges } from './counterfactual-change.ts'
import { bestOffers, type ObstacleCount } from './counterfactual-offers.ts'
import { openQuestions } from './counterfactual-questions.ts'
import { explain } from './explain.ts'
import type { JobseekerFacts, PostingFacts } from './facts.ts'
import { judge } from './judge.ts'
import { tierOf } from './order.ts'
import { jobseeker as sampleJobseeker, posting as samplePosting } from './sample-facts.ts'

const context = { at: generatedAt }
const lawRuns = Number(process.env['ZHIHE_LAW_RUNS'] ?? 2_000)
const worldRuns = { numRuns: Math.ceil(lawRuns / 40) }
// A run of a world judges everybody for every accommodation.
const slow = { timeout: Math.max(240_000, lawRuns * 20) }

const needy: fc.Arbitrary<JobseekerFacts> = fc
  .tuple(jobseekerArbitrary, fc.array(fc.record({ code: accommodationArbitrary, required: fc.constant(true) }), { maxLength: 2 }))
  .map(([person, accommodationsNeeded]) => ({
    ...person,
    accommodationsNeeded,
    active: true,
    consentsToMatching: true,
    birthMonth: '1990-03',
    workModes: ['onsite', 'remote', 'hybrid'],
    employmentForms: null,
    willingRegions: null,
    regionCode: '330106',
    payFloorFen: null,
    licences: [],
    education: 'master',
  }))
// People and a posting between whom little but accommodations stands.
const world = fc.record({
  posting: postingArbitrary.map(
    (posting): PostingFacts => ({
      ...posting,
      status: 'open',
      opensAt: null,
      closesAt: null,
      headcount: 3,
      age: null,
      education: null,
      licences: [],
      skills: [],
      statementTypes: [],
      regionCode: '330106',
      accommodations: posting.accommodations.slice(0, 1),
    }),
  ),
  people: fc
    .array(needy, { minLength: 1, maxLength: 25 })
    .map((people) => people.map((person, place) => (place % 5 === 0 ? person : { ...person, employmentForms: [...allForms] }))),
})
const allForms = ['full_time', 'part_time', 'flexible', 'home_based', 'dispatch'] as const

const eligible = (posting: PostingFacts, people: readonly JobseekerFacts[]): number =>
  people.filter((person) => judge(posting, person, context).verdict === 'eligible').length

const withOffer = (posting: PostingFacts, code: AccommodationCode) => changePosting(posting, { accommodations: [code] })

function obstaclesOf(posting: PostingFacts, people: readonly JobseekerFacts[]): ObstacleCount[] {
  return people
    .map((person) => explain(posting, person, context))
    .filter(({ verdict }) => verdict === 'conditional')
    .map(({ actions }) => ({ actions: actions.map(({ code, params }) => ({ code, params })), people: 1 }))
}

describe('the best set of accommodations', slow, () => {
  it('gains at each step what judging everybody again gives, and no other single offer gains more', () => {
    let gains = 0
    fc.assert(
      fc.property(world, ({ posting, people }) => {
        const gainFromOffer = (given: PostingFacts, code: AccommodationCode) =>
          eligible(withOffer(given, code), people) - eligible(given, people)

        const steps = bestOffers({ sites: [{ posting, obstacles: obstaclesOf(posting, people) }], gainFromOffer })

        expect(steps.length).toBeLessThanOrEqual(3)
        let now = posting
        for (const { accommodation, gain } of steps) {
          const most = Math.max(...accommodations.map(({ code }) => gainFromOffer(now, code)))
          expect(gain).toBe(most)
          expect(gain).toBeGreaterThan(0)
          now = withOffer(now, accommodation)
          gains += 1
        }
        expect(eligible(now, people)).toBe(eligible(posting, people) + steps.reduce((sum, { gain }) => sum + gain, 0))
        const isAnythingLeft = accommodations.some(({ code }) => gainFromOffer(now, code) > 0)
        expect(steps.length === 3 || !isAnythingLeft).toBe(true)
      }),
      worldRuns,
    )
    expect(gains).toBeGreaterThan(20)
  })

  it('adds up over the postings of a district', () => {
    fc.assert(
      fc.property(world, world, (here, there) => {
        const people = [...here.people, ...there.people]
        const gainFromOffer = (given: PostingFacts, code: AccommodationCode) =>
          eligible(withOffer(given, code), people) - eligible(given, people)
        const sites = [here.posting, there.posting].map((posting) => ({ posting, obstacles: obstaclesOf(posting, people) }))

        const [first] = bestOffers({ sites, gainFromOffer, atMost: 1 })

        const sums = accommodations.map(({ code }) => sites.reduce((sum, { posting }) => sum + gainFromOffer(posting, code), 0))
        expect(first?.gain ?? 0).toBe(Math.max(...sums))
      }),
      worldRuns,
    )
  })

  it('counts no candidate that the obstacles rule out', () => {
    const obstacles: ObstacleCount[] = [
      { actions: [{ code: 'offer_accommodation', params: { accommodations: ['HS-01'] } }], people: 9 },
      { actions: [{ code: 'confirm_pay' }, { code: 'offer_accommodation', params: { accommodations: ['HS-02'] } }], people: 99 },
    ]
    const asked: string[] = []

    const steps = bestOffers({
      sites: [{ posting: samplePosting(), obstacles }],
      gainFromOffer: (_, code) => {
        asked.push(code)
        return 9
      },
    })

    expect(asked).toEqual(['HS-01'])
    expect(steps).toEqual([{ accommodation: 'HS-01', gain: 9 }])
  })
})

describe('a change', slow, () => {
  const rises = (before: ReturnType<typeof judge>, after: ReturnType<typeof judge>) =>
    after.score >= before.score && (tierOf(after.verdict) ?? 2) <= (tierOf(before.verdict) ?? 2)

  it('that is a gain never lowers a verdict or a score: a skill, an aid, an offer, a softer demand', () => {
    const gain = fc.record({
      skills: fc.array(heldSkillArbitrary, { maxLength: 2 }),
      aids: fc.array(accommodationArbitrary, { maxLength: 3 }),
      accommodations: fc.array(accommodationArbitrary, { maxLength: 3 }),
    })
    fc.assert(
      fc.property(postingArbitrary, jobseekerArbitrary, gain, (posting, jobseeker, { skills, aids, accommodations: offers }) => {
        const before = judge(posting, jobseeker, context)
        const learnt = judge(posting, changeJobseeker(jobseeker, { skills }), context)
        const aided = judge(posting, changeJobseeker(jobseeker, { aids }), context)
        const offered = judge(changePosting(posting, { accommodations: offers }), jobseeker, context)

        expect([learnt, aided, offered].map((after) => rises(before, after))).toEqual([true, true, true])
      }),
      { numRuns: lawRuns },
    )
  })

  it('lowers a difficulty by the best of several aids, never by their sum and never below none', () => {
    const person = sampleJobseeker({ capabilities: [{ icf: 'b210', difficulty: 3, source: 'assessed' }] })

    const [one, both, all] = [['2203'], ['2203', '2239'], accommodations.map(({ code }) => code)].map(
      (aids) => changeJobseeker(person, { aids: aids as AccommodationCode[] }).capabilities[0]?.difficulty,
    )

    expect([one, both]).toEqual([1, 1])
    expect(all).toBeGreaterThanOrEqual(0)
  })

  it('drops and softens demands and skills, and leaves everything else and what it was given alone', () => {
    const posting = Object.freeze({
      ...samplePosting(),
      demands: [
        { icf: 'd440', tolerated: 0, essential: true, source: 'stated' },
        { icf: 'd110', tolerated: 0, essential: true, source: 'stated' },
      ],
      skills: [{ code: 'word', level: 3, must: true }],
    }) as PostingFacts

    const changed = changePosting(posting, {
      demands: [
        { icf: 'd440', tolerated: null },
        { icf: 'd110', tolerated: 2 },
      ],
      skills: [{ code: 'word', level: 1, must: false }],
    })

    expect(changed.demands).toEqual([{ icf: 'd110', tolerated: 2, essential: true, source: 'stated' }])
    expect(changed.skills).toEqual([{ code: 'word', level: 1, must: false }])
    expect({ ...changed, demands: posting.demands, skills: posting.skills }).toEqual(posting)
  })

  it('is taken apart field by field', () => {
    expect(singleChanges({ workMode: 'remote', education: null, pay: undefined })).toEqual([
      { field: 'workMode', change: { workMode: 'remote' } },
      { field: 'education', change: { education: null } },
    ])
  })

  it('that follows the advice to offer accommodations makes a conditional match eligible (law 7)', () => {
    let followed = 0
    fc.assert(
      fc.property(world, ({ posting, people }) => {
        for (const person of people) {
          const { verdict, actions } = explain(posting, person, context)
          if (verdict !== 'conditional' || actions.some(({ code }) => code !== 'offer_accommodation')) continue
          const offers = actions.flatMap(({ params }) => (params.accommodations ?? []).slice(0, 1))
          expect(judge(changePosting(posting, { accommodations: offers }), person, context).verdict).toBe('eligible')
          const advised = applyAdvice(posting, person, actions)
          expect(judge(advised.posting, advised.jobseeker, context).verdict).toBe('eligible')
          followed += 1
        }
      }),
      worldRuns,
    )
    expect(followed).toBeGreaterThan(20)
  })
})

describe('the next question', slow, () => {
  const pay = { code: 'confirm_pay' } as const
  const seeing = { code: 'ask_capability', params: { icf: 'd110' } } as const
  const offer = { code: 'offer_accommodation', params: { accommodations: ['HS-01'] } } as const

  it('is the one that settles most matches, then the one that concerns most', () => {
    const questions = openQuestions([
      { actions: [pay, seeing], people: 50 },
      { actions: [pay], people: 7 },
      { actions: [seeing], people: 8 },
      { actions: [offer], people: 90 },
      { actions: [offer, pay], people: 1 },
    ])

    expect(questions).toEqual([
      { reason: seeing, asks: 'person', settles: 8, concerns: 58 },
      { reason: pay, asks: 'employer', settles: 7, concerns: 58 },
    ])
  })

  it('settles whom it says: a good answer makes them eligible', () => {
    fc.assert(
      fc.property(world, ({ posting, people }) => {
        const [best] = openQuestions(obstaclesOf(posting, people))
        if (!best) return
        const asked = people.filter((person) => {
          const { verdict, actions } = explain(posting, person, context)
          return (
            verdict === 'conditional' &&
            actions.some(({ code, params }) => JSON.stringify({ code, params }) === JSON.stringify(best.reason))
          )
        })
        const answered = asked.map((person) =>
          applyAdvice(posting, person, [{ code: best.reason.code, params: best.reason.params ?? {} } as never]),
        )
        expect(asked.length).toBe(best.concerns)
        expect(answered.filter((sides) => judge(sides.posting, sides.jobseeker, context).verdict === 'eligible').length).toBe(best.settles)
      }),
      worldRuns,
    )
  })
})
