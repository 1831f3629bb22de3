import { describe, expect, it } from 'vitest'
import { applyAdvice } from './actions.ts'
import { explain, strongest } from './explain.ts'
import type { Context, JobseekerFacts, PostingFacts } from './facts.ts'
import { judge } from './judge.ts'
import { jobseeker, posting } from './sample-facts.ts'

const today: Context = { at: new Date('2026-11-22T09:00:00+08:00') }

const evidenceCodes = (p: PostingFacts, j: JobseekerFacts) =>
  explain(p, j, today).components.flatMap(({ evidence }) => evidence.map(({ code }) => code))

describe('a deaf designer', () => {
  const designer = jobseeker({
    education: 'bachelor',
    skills: [{ code: 'graphic_design', level: 4, evidence: 'verified' }],
    capabilities: [
      { icf: 'd310', difficulty: 3, source: 'assessed' },
      { icf: 'd166', difficulty: 0, source: 'self' },
    ],
    accommodationsNeeded: [{ code: 'HS-02', required: false }],
  })
  const studio = posting({
    skills: [{ code: 'graphic_design', level: 3, must: true }],
    demands: [{ icf: 'd310', tolerated: 1, essential: true, source: 'stated' }],
  })
  const studioWithText = { ...studio, accommodations: ['HS-02'] } satisfies PostingFacts

  it('fits a posting that transcribes its meetings, and the reasons say so without naming a difficulty', () => {
    const explained = explain(studioWithText, designer, today)

    expect(explained).toMatchObject({ verdict: 'eligible', rule: null, actions: [] })
    const reasons = strongest(explained, 2).for.map(({ zh }) => zh)
    expect(reasons).toEqual(['技能经核验：平面设计', '有实时字幕和语音转文字即可胜任：听懂口头交流'])
  })

  it('fits the same posting without it on one condition, which names what to offer', () => {
    const explained = explain(studio, designer, today)

    expect(explained.verdict).toBe('conditional')
    expect(explained.actions[0]).toMatchObject({ code: 'offer_accommodation', params: { icf: 'd310', accommodations: ['HS-01', 'HS-02'] } })
    expect(explained.actions[0]?.zh).toBe('建议提供手语翻译，以胜任：听懂口头交流')

    const after = applyAdvice(studio, designer, explained.actions)
    expect(judge(after.posting, after.jobseeker, today).verdict).toBe('eligible')
  })

  it('scores more where the text is offered', () => {
    expect(judge(studioWithText, designer, today).score).toBeGreaterThan(judge(studio, designer, today).score)
  })

  it('is asked, not turned away, when only her certificate suggests a difficulty', () => {
    const assumed = { ...designer, capabilities: [{ icf: 'd310', difficulty: 4, source: 'prior' } as const] }

    const explained = explain(studio, assumed, today)

    expect(explained).toMatchObject({ verdict: 'conditional', actions: [{ code: 'ask_capability', audience: 'register' }] })
  })
})

describe('a wheelchair user and a packing line', () => {
  const packer = jobseeker({
    skills: [{ code: 'packing', level: 2, evidence: 'declared' }],
    capabilities: [
      { icf: 'd455', difficulty: 4, source: 'self' },
      { icf: 'd445', difficulty: 0, source: 'self' },
    ],
  })
  const upstairs = posting({
    skills: [{ code: 'packing', level: 2, must: true }],
    demands: [
      { icf: 'd455', tolerated: 1, essential: true, source: 'stated' },
      { icf: 'd445', tolerated: 2, essential: true, source: 'stated' },
    ],
  })

  it('fits once there is a lift', () => {
    const explained = explain(upstairs, packer, today)

    expect(explained).toMatchObject({ verdict: 'conditional', actions: [{ params: { icf: 'd455', accommodations: ['1818'] } }] })
    expect(judge({ ...upstairs, accommodations: ['1818'] }, packer, today).verdict).toBe('eligible')
  })

  it('is not offered a line that climbing is the heart of, and is told by which rule', () => {
    const scaffolding = posting({ demands: [{ icf: 'd455', tolerated: 0, essential: true, source: 'stated' }] })

    expect(explain(scaffolding, packer, today)).toMatchObject({
      verdict: 'ineligible',
      rule: 'essential_demand_unmet',
      citation: { code: 'essential_demand_unmet', audience: 'register' },
    })
  })

  it('is never turned away by what an occupation usually demands', () => {
    const assumed = posting({ demands: [{ icf: 'd455', tolerated: 0, essential: true, source: 'occupation' }] })

    expect(judge(assumed, packer, today).verdict).toBe('eligible')
    expect(evidenceCodes(assumed, packer)).toContain('demand_of_occupation')
  })
})

describe('age', () => {
  it('turns away who is 15, by the labour law', () => {
    const explained = explain(posting(), jobseeker({ birthMonth: '2011-06' }), today)

    expect(explained).toMatchObject({ rule: 'below_working_age', citation: { law: '《中华人民共和国劳动法》第十五条' } })
  })

  it('lets a plan relax a limit of the posting, and says which', () => {
    const upTo35 = posting({ age: { min: 18, max: 35 } })
    const aged40 = jobseeker({ birthMonth: '1986-01' })
    const relaxed: Context = { ...today, relaxations: [{ rule: 'age', regionCode: '330000', source: '某省方案第五条' }] }

    expect(judge(upTo35, aged40, today).rule).toBe('outside_posting_age')
    expect(judge(upTo35, aged40, relaxed).verdict).toBe('eligible')
    expect(explain(upTo35, aged40, relaxed).components.at(-1)?.evidence[0]).toMatchObject({
      code: 'age_relaxed',
      params: { source: '某省方案第五条' },
    })
  })

  it('asks for what is not known instead of guessing it', () => {
    const explained = explain(posting({ age: { min: 18, max: 35 } }), jobseeker({ birthMonth: null }), today)

    expect(explained).toMatchObject({ verdict: 'conditional', actions: [{ code: 'confirm_age', zh: '需确认：年龄在18至35周岁之间' }] })
  })

  it('turns the page of the calendar in China, not where the machine stands', () => {
    const turning16 = jobseeker({ birthMonth: '2010-12' })

    expect(judge(posting(), turning16, { at: new Date('2026-11-30T15:59:59Z') }).rule).toBe('below_working_age')
    expect(judge(posting(), turning16, { at: new Date('2026-11-30T16:00:00Z') }).rule).toBeNull()
  })
})

describe('the other hard rules', () => {
  it.each<[string, Partial<PostingFacts>, Partial<JobseekerFacts>]>([
    ['posting_not_open', { status: 'closed' }, {}],
    ['posting_not_yet_open', { opensAt: '2026-11-22T09:00:01+08:00' }, {}],
    ['posting_window_over', { closesAt: '2026-11-22T01:00:00Z' }, {}],
    ['no_vacancy_left', { headcount: 0 }, {}],
    ['jobseeker_inactive', {}, { active: false }],
    ['no_matching_consent', {}, { consentsToMatching: false }],
    ['above_working_age', {}, { birthMonth: '1960-01' }],
    ['outside_posting_age', { age: { min: null, max: 29 } }, {}],
    ['education_below_minimum', { education: 'bachelor' }, { education: 'associate' }],
    ['licence_missing', { licences: ['health_certificate'] }, { licences: [] }],
    ['employment_form_mismatch', { employmentForm: 'dispatch' }, {}],
    ['work_mode_mismatch', {}, { workModes: ['remote'] }],
    ['region_outside_limits', { regionCode: '330203' }, {}],
    ['commute_beyond_limit', { regionCode: '330127' }, { commuteMaxMinutes: 60, commuteModes: ['bicycle'] }],
    ['pay_below_floor', { pay: { minFen: 2_000, maxFen: 2_500, unit: 'hour', negotiable: false } }, { payFloorFen: 435_001 }],
    [
      'must_skill_missing',
      { skills: [{ code: 'massage', level: 1, must: true }] },
      { skills: [{ code: 'packing', level: 5, evidence: 'verified' }] },
    ],
  ])('%s', (rule, of, who) => {
    expect(explain(posting(of), jobseeker(who), today)).toMatchObject({
      verdict: 'ineligible',
      rule,
      citation: { code: rule },
      actions: [],
    })
  })

  it.each<[string, Partial<PostingFacts>, Partial<JobseekerFacts>]>([
    ['confirm_education', { education: 'bachelor' }, {}],
    ['confirm_licence', { licences: ['health_certificate'] }, {}],
    ['confirm_employment_form', {}, { employmentForms: null }],
    ['confirm_work_mode', {}, { workModes: null }],
    ['confirm_region', {}, { regionCode: null }],
    ['confirm_commute', { regionCode: '330108' }, { commuteMaxMinutes: 30 }],
    ['confirm_working_age', {}, { birthMonth: '1968-05', sex: null }],
    ['confirm_pay', { pay: { minFen: 200_000, maxFen: 250_000, unit: 'month', negotiable: true } }, { payFloorFen: 300_000 }],
    ['confirm_pay', { pay: { minFen: 20, maxFen: 50, unit: 'piece', negotiable: false } }, { payFloorFen: 300_000 }],
    ['confirm_with_employer', { statementTypes: [{ type: 'hearing', grades: [3, 4] }] }, {}],
    ['offer_accommodation', {}, { accommodationsNeeded: [{ code: '1818', required: true }] }],
    ['offer_accommodation', {}, { accommodationsNeeded: [{ code: 'HS-15', required: true }] }],
    [
      'raise_skill',
      { skills: [{ code: 'packing', level: 3, must: true }] },
      { skills: [{ code: 'packing', level: 1, evidence: 'verified' }] },
    ],
    [
      'raise_skill',
      { skills: [{ code: 'photoshop', level: 3, must: true }] },
      { skills: [{ code: 'drawing', level: 3, evidence: 'verified' }] },
    ],
  ])('%s is a condition, not a refusal', (code, of, who) => {
    expect(explain(posting(of), jobseeker(who), today)).toMatchObject({ verdict: 'conditional', rule: null, actions: [{ code }] })
  })
})

describe('the components', () => {
  const scoreOf = (key: string, of: Partial<PostingFacts>, who: Partial<JobseekerFacts>) =>
    judge(posting(of), jobseeker(who), today).components.find((component) => component.key === key)?.score

  it.each<[string, number, Partial<PostingFacts>, Partial<JobseekerFacts>]>([
    ['skills', 5_000, {}, {}],
    [
      'skills',
      7_500,
      { skills: [{ code: 'photoshop', level: 3, must: false }] },
      { skills: [{ code: 'graphic_design', level: 3, evidence: 'declared' }] },
    ],
    [
      'skills',
      2_666,
      { skills: [{ code: 'photoshop', level: 3, must: false }] },
      { skills: [{ code: 'drawing', level: 2, evidence: 'declared' }] },
    ],
    [
      'skills',
      6_000,
      { skills: [{ code: 'packing', level: 3, must: true }] },
      { skills: [{ code: 'packing', level: 1, evidence: 'declared' }] },
    ],
    ['function', 5_000, { demands: [{ icf: 'd430', tolerated: 0, essential: false, source: 'stated' }] }, {}],
    ['accommodation', 5_000, { accommodations: ['1818'] }, {}],
    ['accommodation', 10_000, {}, { accommodationsNeeded: [] }],
    [
      'accommodation',
      6_666,
      { accommodations: ['1818'] },
      {
        accommodationsNeeded: [
          { code: '1818', required: true },
          { code: 'HS-09', required: false },
        ],
      },
    ],
    ['location', 7_500, { regionCode: '330100' }, {}],
    ['location', 8_380, { regionCode: '330108' }, {}],
    ['location', 9_820, { regionCode: '330108' }, { commuteModes: ['public_transport', 'car'] }],
    ['location', 6_000, { regionCode: '330127' }, {}],
    ['location', 6_000, { regionCode: '650102' }, { willingRegions: ['650000'] }],
    ['location', 10_000, { regionCode: '650102', workMode: 'remote' }, {}],
    ['pay', 8_000, { pay: { minFen: 300_000, maxFen: 500_000, unit: 'month', negotiable: false } }, { payFloorFen: 400_000 }],
    ['pay', 10_000, { pay: { minFen: 20_000, maxFen: 20_000, unit: 'day', negotiable: false } }, { payFloorFen: 435_000 }],
    [
      'experience',
      5_000,
      { experienceYears: 2, occupationCode: '6-31-05-00' },
      { experience: [{ occupationCode: '6-31-05-00', years: 1 }] },
    ],
    ['pay', 5_000, {}, { payFloorFen: 400_000 }],
    ['pay', 5_000, { pay: { minFen: 1, maxFen: 2, unit: 'month', negotiable: false } }, {}],
    ['education', 5_000, { education: 'bachelor' }, {}],
    ['education', 10_000, { education: 'none' }, {}],
    ['education', 10_000, { education: 'senior_secondary' }, { education: 'secondary_vocational' }],
    ['education', 4_000, { education: 'bachelor' }, { education: 'associate' }],
    ['experience', 7_500, { occupationCode: '6-31-05-00' }, { experience: [{ occupationCode: '6-31-05-00', years: 12 }] }],
    ['experience', 5_000, { occupationCode: '6-31-05-00' }, { experience: [] }],
    ['preference', 10_000, { occupationCode: '6-31-05-00' }, { desiredOccupations: ['6-31-05-00'] }],
    ['preference', 7_500, { occupationCode: '6-31-05-00' }, {}],
    ['policy', 8_000, { channel: 'public_welfare', employerKind: 'state_enterprise' }, {}],
    ['policy', 5_000, {}, {}],
    ['policy', 10_000, { channel: 'targeted' }, {}],
    ['policy', 7_500, { employerKind: 'state_enterprise' }, {}],
  ])('%s is %i', (key, score, of, who) => {
    expect(scoreOf(key, of, who)).toBe(score)
  })

  it('moves a fact-free function score by at most 500 for what an occupation usually demands', () => {
    const of = { demands: [{ icf: 'd430', tolerated: 0, essential: false, source: 'occupation' }] } satisfies Partial<PostingFacts>

    expect(scoreOf('function', of, { capabilities: [{ icf: 'd430', difficulty: 4, source: 'assessed' }] })).toBe(4_500)
    expect(scoreOf('function', of, { capabilities: [{ icf: 'd430', difficulty: 0, source: 'assessed' }] })).toBe(5_500)
  })

  it('counts help in an examination as no help at work', () => {
    const of = {
      accommodations: ['HS-05'],
      demands: [{ icf: 'd160', tolerated: 0, essential: false, source: 'stated' }],
    } satisfies Partial<PostingFacts>

    expect(scoreOf('function', of, { capabilities: [{ icf: 'd160', difficulty: 2, source: 'self' }] })).toBe(3_000)
  })

  it('reports under-use to the register and subtracts nothing', () => {
    const simple = posting({ skills: [{ code: 'packing', level: 1, must: false }] })
    const expert = jobseeker({ skills: [{ code: 'packing', level: 5, evidence: 'verified' }] })

    const explained = explain(simple, expert, today)

    expect(explained.findings).toMatchObject([{ code: 'under_use_skill', audience: 'register' }])
    expect(explained.components[0]?.score).toBe(10_000)
  })
})
