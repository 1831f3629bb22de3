import { workModeCodes } from '@zhihe/vocabulary/work-mode'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyAdvice } from './actions.ts'
import { accommodationArbitrary, capabilityArbitrary, commuteModePool, heldSkillArbitrary } from './arbitraries.ts'
import { explain } from './explain.ts'
import type { Capability, Difficulty, HeldSkill, JobseekerFacts, PostingFacts } from './facts.ts'
import { type Judgement, judge } from './judge.ts'
import { always, alwaysWith, losses, slow } from './law-runs.ts'
import { longestZh } from './reasons.ts'
import { weights } from './weights.ts'

describe('law 1: gaining never costs', slow, () => {
  it('keeps or raises the score when a skill is gained', () => {
    alwaysWith(heldSkillArbitrary, (gained, posting, jobseeker, context) => {
      const after = { ...jobseeker, skills: [...jobseeker.skills, gained] as HeldSkill[] }

      expect(losses(judge(posting, after, context), judge(posting, jobseeker, context))).toEqual([])
    })
  })

  it('keeps or raises the score when a level is gained', () => {
    always((posting, jobseeker, context) => {
      const skills = jobseeker.skills.map((skill) => ({ ...skill, level: Math.min(5, skill.level + 1) }) as HeldSkill)

      expect(losses(judge(posting, { ...jobseeker, skills }, context), judge(posting, jobseeker, context))).toEqual([])
    })
  })

  it('keeps or raises the score when something known becomes easier', () => {
    always((posting, jobseeker, context) => {
      const capabilities = jobseeker.capabilities.map((capability) =>
        capability.source === 'prior' ? capability : ({ ...capability, difficulty: Math.max(0, capability.difficulty - 1) } as Capability),
      )

      expect(losses(judge(posting, { ...jobseeker, capabilities }, context), judge(posting, jobseeker, context))).toEqual([])
    })
  })

  it('keeps or raises the score when an assessment finds no difficulty', () => {
    alwaysWith(capabilityArbitrary, ({ icf }, posting, jobseeker, context) => {
      const capabilities = [...jobseeker.capabilities, { icf, difficulty: 0, source: 'assessed' } as const]

      expect(losses(judge(posting, { ...jobseeker, capabilities }, context), judge(posting, jobseeker, context))).toEqual([])
    })
  })
})

describe('law 2: offering never costs', slow, () => {
  it('keeps or raises every score when an accommodation is offered', () => {
    alwaysWith(accommodationArbitrary, (offered, posting, jobseeker, context) => {
      const after = { ...posting, accommodations: [...posting.accommodations, offered] }

      expect(losses(judge(after, jobseeker, context), judge(posting, jobseeker, context))).toEqual([])
    })
  })
})

describe('law 3: function, not diagnosis', slow, () => {
  it('answers the same whatever type and grade stand on a certificate', () => {
    const certificate = fc.record({
      type: fc.constantFrom('visual', 'hearing', 'mental'),
      grade: fc.integer({ min: 1, max: 4 }),
      hukouRegion: fc.string(),
    })
    alwaysWith(certificate, (extra, posting, jobseeker, context) => {
      const certified = { ...jobseeker, ...extra }

      expect(explain(posting, certified, context)).toEqual(explain(posting, jobseeker, context))
    })
  })

  it('answers everybody the same whatever types and grades an employer names', () => {
    const named = fc.record({ type: fc.constantFrom('visual', 'physical'), grades: fc.subarray([1, 2, 3, 4]) })
    alwaysWith(fc.array(named, { minLength: 1, maxLength: 3 }), (statementTypes, posting, jobseeker, context) => {
      const one = { ...posting, statementTypes: [{ type: 'hearing', grades: [4] }] }
      const other = { ...posting, statementTypes }

      expect(explain(other, jobseeker, context)).toEqual(explain(one, jobseeker, context))
    })
  })

  it('reads the sex for the legal working age only', () => {
    always((posting, jobseeker, context) => {
      const ofAge = { ...jobseeker, birthMonth: '1995-05' }
      const [woman, man, unsaid] = (['female', 'male', null] as const).map((sex) => explain(posting, { ...ofAge, sex }, context))

      expect(woman).toEqual(man)
      expect(unsaid).toEqual(man)
    })
  })

  it('lets a prior change neither the verdict nor more than its cap', () => {
    alwaysWith(capabilityArbitrary, ({ icf, difficulty }, posting, jobseeker, context) => {
      const unknown = { ...jobseeker, capabilities: jobseeker.capabilities.filter((capability) => capability.icf !== icf) }
      const assumed = { ...unknown, capabilities: [...unknown.capabilities, { icf, difficulty, source: 'prior' } as const] }
      const [before, after] = [judge(posting, unknown, context), judge(posting, assumed, context)]

      expect(after.verdict).toBe(before.verdict)
      expect(Math.abs(after.score - before.score)).toBeLessThanOrEqual(Math.ceil((weights.function * 500) / 10_000))
      expect(after.confidence).toBe(before.confidence)
    })
  })
})

const anyCommute = { commuteMaxKm: null, commuteMaxMinutes: null }

type Answers = [good: Partial<JobseekerFacts>, unknown: Partial<JobseekerFacts>, bad: Partial<JobseekerFacts>]

// For a posting, the best answer a fact about the person can have, no answer, and the worst.
const questions: Record<string, (posting: PostingFacts) => Answers> = {
  education: () => [{ education: 'doctor' }, { education: null }, { education: 'none' }],
  // Which home is best depends on how far she would go (see the laws of the commute), so here she sets no limit.
  home: ({ regionCode }) => [
    { ...anyCommute, regionCode, willingRegions: null },
    { ...anyCommute, regionCode: null, willingRegions: null },
    { ...anyCommute, regionCode: '650102', willingRegions: null },
  ],
  'home of the willing': ({ regionCode }) => [
    { ...anyCommute, regionCode },
    { ...anyCommute, regionCode: null },
    { ...anyCommute, regionCode: '650102' },
  ],
  'limits of the commute': () => [
    { commuteMaxKm: 500, commuteMaxMinutes: 6_000 },
    { commuteMaxKm: null, commuteMaxMinutes: null },
    { commuteMaxKm: 0, commuteMaxMinutes: 0 },
  ],
  'commute modes': () => [{ commuteModes: commuteModePool }, { commuteModes: null }, { commuteModes: ['public_transport'] }],
  'willing regions': ({ regionCode }) => [
    { regionCode, willingRegions: [regionCode] },
    { regionCode, willingRegions: null },
    { regionCode, willingRegions: [] },
  ],
  'work modes': () => [{ workModes: workModeCodes }, { workModes: null }, { workModes: [] }],
  'employment forms': ({ employmentForm }) => [{ employmentForms: [employmentForm] }, { employmentForms: null }, { employmentForms: [] }],
  occupation: ({ occupationCode }) => [
    { desiredOccupations: occupationCode === null ? [] : [occupationCode] },
    { desiredOccupations: null },
    { desiredOccupations: ['0-00-00-00'] },
  ],
  'pay floor': () => [{ payFloorFen: 0 }, { payFloorFen: null }, { payFloorFen: 1_000_000_000_000 }],
  licences: ({ licences }) => [{ licences }, { licences: null }, { licences: [] }],
  experience: ({ occupationCode }) => [
    { experience: [{ occupationCode: occupationCode ?? '0-00-00-00', years: 40 }] },
    { experience: null },
    { experience: [] },
  ],
  needs: () => [
    { accommodationsNeeded: [] },
    { accommodationsNeeded: null },
    { accommodationsNeeded: [{ code: 'HS-05', required: true }] },
  ],
  'birth month': ({ age }) => [
    { sex: 'male', birthMonth: `${2026 - Math.min(Math.max(16, age?.min ?? 16), age?.max ?? 99)}-11` },
    { sex: 'male', birthMonth: null },
    { sex: 'male', birthMonth: '1920-01' },
  ],
  sex: () => [
    { sex: 'male', birthMonth: '1970-01' },
    { sex: null, birthMonth: '1970-01' },
    { sex: 'female', birthMonth: '1970-01' },
  ],
}

type Statements = [good: Partial<PostingFacts>, unknown: Partial<PostingFacts>, bad: Partial<PostingFacts>]

const statements: Record<string, (posting: PostingFacts) => Statements> = {
  pay: () => [
    { pay: { minFen: 300_000, maxFen: 300_000, unit: 'month', negotiable: false } },
    { pay: null },
    { pay: { minFen: 1, maxFen: 1, unit: 'month', negotiable: false } },
  ],
  education: () => [{ education: 'none' }, { education: null }, { education: 'doctor' }],
  age: () => [{ age: { min: 16, max: null } }, { age: null }, { age: { min: 90, max: 99 } }],
  experience: () => [{ experienceYears: 0 }, { experienceYears: null }, { experienceYears: 1_000 }],
  'end of the window': () => [{ closesAt: '2099-01-01T00:00:00Z' }, { closesAt: null }, { closesAt: '2000-01-01T00:00:00Z' }],
  vacancies: () => [{ headcount: 9 }, { headcount: null }, { headcount: 0 }],
}

describe('law 4: unknown lies between good and bad', slow, () => {
  it.each(Object.entries(questions))('for %s', (_, answersFor) => {
    always((drawn, jobseeker, context) => {
      const posting = { ...drawn, accommodations: drawn.accommodations.filter((code) => code !== 'HS-05') }
      const [good, unknown, bad] = answersFor(posting).map((answer) => judge(posting, { ...jobseeker, ...answer }, context)) as [
        Judgement,
        Judgement,
        Judgement,
      ]

      expect(losses(good, unknown)).toEqual([])
      expect(losses(unknown, bad)).toEqual([])
    })
  })

  it.each(Object.entries(statements))('for %s of the posting', (_, statementsFor) => {
    always((posting, drawn, context) => {
      const jobseeker = { ...drawn, birthMonth: drawn.birthMonth ?? '1990-01', education: 'associate' as const, payFloorFen: 300_000 }
      const [good, unknown, bad] = statementsFor(posting).map((statement) => judge({ ...posting, ...statement }, jobseeker, context)) as [
        Judgement,
        Judgement,
        Judgement,
      ]

      expect(losses(good, unknown)).toEqual([])
      expect(losses(unknown, bad)).toEqual([])
    })
  })

  it('for a capability, and likewise for an assumed one', () => {
    alwaysWith(capabilityArbitrary, ({ icf, difficulty }, posting, jobseeker, context) => {
      const others = jobseeker.capabilities.filter((capability) => capability.icf !== icf)
      const judged = (...capabilities: Capability[]) =>
        judge(posting, { ...jobseeker, capabilities: [...others, ...capabilities] }, context)
      const known = (at: Difficulty) => judged({ icf, difficulty: at, source: 'assessed' })

      for (const unsure of [judged(), judged({ icf, difficulty, source: 'prior' })]) {
        expect(losses(known(0), unsure)).toEqual([])
        expect(losses(unsure, known(4))).toEqual([])
      }
    })
  })

  it('for a demand that is only assumed from the occupation', () => {
    alwaysWith(capabilityArbitrary, ({ icf, difficulty }, drawn, jobseeker, context) => {
      // Offers would soften the stated demand too, and then it is no longer known to be bad.
      const posting = { ...drawn, accommodations: [], workMode: 'onsite' as const }
      const unable = { ...jobseeker, capabilities: [{ icf, difficulty: 4, source: 'assessed' } as const] }
      const judged = (...demands: PostingFacts['demands']) =>
        judge({ ...posting, demands: [...posting.demands, ...demands] }, unable, context)
      const assumed = judged({ icf, tolerated: difficulty, essential: true, source: 'occupation' })

      expect(losses(judged({ icf, tolerated: 4, essential: false, source: 'stated' }), assumed)).toEqual([])
      expect(losses(assumed, judged({ icf, tolerated: 0, essential: false, source: 'stated' }))).toEqual([])
      expect(assumed.verdict).toBe(judged().verdict)
    })
  })
})

describe('law 6: the parts make the whole', slow, () => {
  it('adds the points up to the score, and explains the very numbers it judges', () => {
    always((posting, jobseeker, context) => {
      const judged = judge(posting, jobseeker, context)
      const explained = explain(posting, jobseeker, context)

      expect(judged.components.reduce((sum, { points }) => sum + points, 0)).toBe(judged.score)
      expect(explained).toMatchObject(judged)
      for (const figure of [judged.score, judged.confidence, ...judged.components.map(({ score }) => score)]) {
        expect(Number.isInteger(figure) && figure >= 0 && figure <= 10_000).toBe(true)
      }
    })
  })

  it('explains every component in few characters, and excludes only with a rule', () => {
    always((posting, jobseeker, context) => {
      const { components, actions, findings, verdict, rule, citation } = explain(posting, jobseeker, context)

      for (const { evidence } of components) expect(evidence.length).toBeGreaterThan(0)
      for (const { zh } of [...components.flatMap(({ evidence }) => evidence), ...actions, ...findings]) {
        expect(Array.from(zh).length).toBeLessThanOrEqual(longestZh)
      }
      expect(rule !== null).toBe(verdict === 'ineligible')
      expect(citation?.code ?? null).toBe(rule)
      expect(actions.length > 0).toBe(verdict === 'conditional')
    })
  })
})

describe('law 7: advice works', slow, () => {
  it('makes a conditional match eligible when all of it is followed', () => {
    always((posting, jobseeker, context) => {
      const explained = explain(posting, jobseeker, context)
      fc.pre(explained.verdict === 'conditional')

      const after = applyAdvice(posting, jobseeker, explained.actions)

      expect(judge(after.posting, after.jobseeker, context)).toMatchObject({ verdict: 'eligible', rule: null })
    })
  })
})
