import { accommodations } from '@zhihe/vocabulary/accommodation'
import { postingChannelCodes } from '@zhihe/vocabulary/channel'
import { type CommuteMode, commuteMinutes, commuteModeCodes, estimateCommute, leastCommuteMinutes } from '@zhihe/vocabulary/commute'
import { educationLevelCodes } from '@zhihe/vocabulary/education'
import { employerKindCodes } from '@zhihe/vocabulary/employer-kind'
import { employmentFormCodes } from '@zhihe/vocabulary/employment-form'
import { icfItems } from '@zhihe/vocabulary/icf'
import { licences } from '@zhihe/vocabulary/licence'
import { occupations } from '@zhihe/vocabulary/occupation'
import { skills } from '@zhihe/vocabulary/skill'
import { workModeCodes } from '@zhihe/vocabulary/work-mode'
import * as fc from 'fast-check'
import type { Context, Difficulty, JobseekerFacts, PostingFacts, SkillLevel } from './facts.ts'

// Small pools, so that two random sides have something to do with each other.
const regionPool = ['330106', '330106', '330106', '330106', '330108', '330108', '330100', '330000', '330203', '429004', '330127']
const icfPool = icfItems.map(({ code }) => code).slice(0, 8)
const accommodationPool = accommodations.map(({ code }) => code)
const licencePool = licences.map(({ code }) => code).slice(0, 3)
const occupationPool = occupations.map(({ code }) => code).slice(0, 6)
const skillPool = relatedSkills()

const level = fc.constantFrom<SkillLevel>(1, 2, 3, 4, 5)
const difficulty = fc.constantFrom<Difficulty>(0, 1, 2, 3, 4)
const region = fc.constantFrom(...regionPool)
const occupation = fc.constantFrom(...occupationPool)
const mostly = (usual: boolean) => fc.oneof({ weight: 40, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constant(!usual) })
const perhaps = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 8 })
const rarely = <T>(value: fc.Arbitrary<T>) => fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value })
const some = <T>(value: fc.Arbitrary<T>, maxLength = 3) => fc.array(value, { maxLength })
const subset = <T>(pool: readonly T[]) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant([...pool]) }, { weight: 1, arbitrary: fc.subarray([...pool]) })

/** Every way of getting to work. */
export const commuteModePool: readonly CommuteMode[] = commuteModeCodes
const commuteLimits = limitsAtTheEdge()

/** The day the generated worlds are about. */
export const generatedAt = new Date('2026-11-22T09:00:00+08:00')

const moment = fc.constantFrom('2026-10-01T00:00:00+08:00', '2026-11-22T09:00:00+08:00', '2026-12-31T23:59:59+08:00')

const payArbitrary = fc
  .record({
    low: fc.integer({ min: 1, max: 900_000 }),
    spread: fc.integer({ min: 0, max: 300_000 }),
    unit: fc.constantFrom('month', 'month', 'day', 'hour', 'piece', 'year'),
    negotiable: fc.boolean(),
  })
  .map(({ low, spread, unit, negotiable }) => ({ minFen: low, maxFen: low + spread, unit, negotiable }) as const)

/** Any capability a person may have said, shown or been assumed to have. */
export const capabilityArbitrary = fc.record({
  icf: fc.constantFrom(...icfPool),
  difficulty,
  source: fc.constantFrom('self', 'assessed', 'prior'),
})

/** Any skill a person may hold. */
export const heldSkillArbitrary = fc.record({
  code: fc.constantFrom(...skillPool),
  level,
  evidence: fc.constantFrom('declared', 'verified'),
})

/** Any accommodation a posting may offer or a person may need. */
export const accommodationArbitrary = fc.constantFrom(...accommodationPool)

/** Postings of every shape, most of them open; ids are drawn by the caller. */
export const postingArbitrary: fc.Arbitrary<PostingFacts> = fc.record({
  id: fc.uuid({ version: 7 }),
  version: fc.integer({ min: 1, max: 9 }),
  status: mostly(true).map((isOpen) => (isOpen ? 'open' : 'closed')),
  opensAt: fc.oneof({ weight: 30, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: moment }),
  closesAt: fc.oneof({ weight: 30, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: moment }),
  headcount: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 40, arbitrary: perhaps(fc.integer({ min: 1, max: 9 })) }),
  employerKind: fc.constantFrom(...employerKindCodes),
  channel: fc.constantFrom(...postingChannelCodes),
  employmentForm: fc.constantFrom(...employmentFormCodes),
  workMode: fc.constantFrom(...workModeCodes),
  regionCode: region,
  pay: perhaps(payArbitrary),
  age: rarely(fc.record({ min: perhaps(fc.integer({ min: 14, max: 60 })), max: perhaps(fc.integer({ min: 25, max: 65 })) })),
  education: rarely(fc.constantFrom(...educationLevelCodes)),
  experienceYears: perhaps(fc.integer({ min: 0, max: 6 })),
  occupationCode: perhaps(occupation),
  skills: some(fc.record({ code: fc.constantFrom(...skillPool), level, must: mostly(false) })),
  licences: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: some(fc.constantFrom(...licencePool), 2) }),
  demands: some(
    fc.record({
      icf: fc.constantFrom(...icfPool),
      tolerated: difficulty,
      essential: fc.boolean(),
      source: fc.constantFrom('stated', 'confirmed', 'occupation'),
    }),
    4,
  ),
  accommodations: some(accommodationArbitrary, 4),
  statementTypes: fc.oneof(
    { weight: 5, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.constant([{ type: 'hearing', grades: [3, 4] }]) },
  ),
})

/** Jobseekers of every shape, most of them active and consenting; any fact may be unknown. */
export const jobseekerArbitrary: fc.Arbitrary<JobseekerFacts> = fc.record({
  id: fc.uuid({ version: 7 }),
  version: fc.integer({ min: 1, max: 9 }),
  active: mostly(true),
  consentsToMatching: mostly(true),
  birthMonth: perhaps(
    fc
      .record({
        year: fc.oneof(
          { weight: 6, arbitrary: fc.integer({ min: 1972, max: 2006 }) },
          { weight: 1, arbitrary: fc.integer({ min: 1962, max: 2011 }) },
        ),
        month: fc.integer({ min: 1, max: 12 }),
      })
      .map(({ year, month }) => `${year}-${String(month).padStart(2, '0')}`),
  ),
  sex: perhaps(fc.constantFrom('male', 'female')),
  education: perhaps(fc.constantFrom(...educationLevelCodes)),
  regionCode: perhaps(region),
  willingRegions: fc.option(fc.array(region, { maxLength: 3 }), { nil: null, freq: 1 }),
  commuteMaxKm: rarely(fc.constantFrom(...commuteLimits.km)),
  commuteMaxMinutes: rarely(fc.constantFrom(...commuteLimits.minutes)),
  commuteModes: fc.option(fc.uniqueArray(fc.constantFrom(...commuteModePool), { maxLength: 5 }), { nil: null, freq: 2 }),
  workModes: perhaps(subset(workModeCodes)),
  employmentForms: perhaps(subset(employmentFormCodes)),
  desiredOccupations: perhaps(some(occupation)),
  payFloorFen: perhaps(fc.integer({ min: 0, max: 500_000 })),
  skills: some(heldSkillArbitrary, 5),
  licences: perhaps(subset(licencePool)),
  experience: perhaps(
    some(fc.record({ occupationCode: occupation, years: fc.integer({ min: 0, max: 40 }).map((quarters) => quarters / 4) })),
  ),
  capabilities: some(capabilityArbitrary, 8),
  accommodationsNeeded: perhaps(some(fc.record({ code: accommodationArbitrary, required: fc.boolean() }), 2)),
})

/** The generated day, sometimes with plans that relax a limit. */
export const contextArbitrary: fc.Arbitrary<Context> = fc.record({
  at: fc.constant(generatedAt),
  relaxations: some(
    fc.record(
      {
        rule: fc.constantFrom('age', 'education'),
        regionCode: region,
        channel: fc.constantFrom(...postingChannelCodes),
        source: fc.constant('示例方案第一条'),
      },
      { requiredKeys: ['rule', 'regionCode', 'source'] },
    ),
    2,
  ),
})

// Two families with a near-equal pair, and one stranger.
function relatedSkills(): string[] {
  const near = skills.find((skill) => 'nearEqual' in skill)
  const families = [...new Set([near?.family, ...skills.map(({ family }) => family)])].slice(0, 3)
  const members = families.flatMap((family, place) =>
    skills
      .filter((skill) => skill.family === family)
      .slice(0, 3 - place)
      .map(({ code }) => code),
  )
  return [...new Set([...(near ? [near.code] : []), ...members])]
}

// Limits that are met to the kilometre and to the minute, and those just missed.
function limitsAtTheEdge(): { km: number[]; minutes: number[] } {
  const counties = [...new Set(regionPool)]
  const ways = counties.flatMap((home) => counties.flatMap((work) => estimateCommute(home, work) ?? []))
  const km = ways.flatMap(({ hectometres, atLeastHectometres }) => [hectometres, atLeastHectometres].map((far) => Math.ceil(far / 10)))
  const minutes = ways.flatMap(({ hectometres, atLeastHectometres }) =>
    commuteModeCodes.flatMap((mode) => [commuteMinutes(hectometres, mode), leastCommuteMinutes(atLeastHectometres, mode)]),
  )
  return { km: edges(km), minutes: edges(minutes) }
}

function edges(figures: readonly number[]): number[] {
  return [...new Set(figures.flatMap((figure) => [Math.max(0, figure - 1), figure, figure + 1]))]
}
