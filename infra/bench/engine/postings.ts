import type { Demand, Difficulty, PostingFacts, RequiredSkill, SkillLevel } from '@zhihe/scoring/facts'
import type { Channel } from '@zhihe/vocabulary/channel'
import type { EducationLevel } from '@zhihe/vocabulary/education'
import type { EmployerKind } from '@zhihe/vocabulary/employer-kind'
import type { EmploymentForm } from '@zhihe/vocabulary/employment-form'
import type { WorkMode } from '@zhihe/vocabulary/work-mode'
import { Draw, runningSum } from './draw.ts'
import { cityShares } from './people.ts'
import { type City, drawAccommodations, drawOccupation, drawSkill, familiesOf, functionCodes, hashText } from './pools.ts'
import { uuidOf } from './uuid.ts'

// Eight in a hundred are fully remote.
const modes: readonly WorkMode[] = ['onsite', 'hybrid', 'remote']
const modeShares = runningSum([80, 12, 8])
const forms: readonly EmploymentForm[] = ['full_time', 'part_time', 'flexible', 'home_based', 'dispatch']
const formShares = runningSum([66, 14, 9, 5, 6])
const channels: readonly Channel[] = ['open', 'targeted', 'public_welfare', 'auxiliary', 'internship']
const channelShares = runningSum([72, 9, 9, 4, 6])
const employers: readonly EmployerKind[] = ['private', 'state_enterprise', 'public_institution', 'party_government', 'auxiliary_workshop']
const employerShares = runningSum([78, 8, 7, 4, 3])
const minima: readonly (EducationLevel | null)[] = [
  null,
  'none',
  'primary',
  'junior_secondary',
  'senior_secondary',
  'secondary_vocational',
  'associate',
  'bachelor',
]
const minimaShares = runningSum([12, 28, 8, 24, 9, 6, 9, 4])
const ageRanges = [
  null,
  { min: 18, max: 45 },
  { min: 18, max: 50 },
  { min: 18, max: 35 },
  { min: null, max: 55 },
  { min: 18, max: null },
] as const
const ageShares = runningSum([50, 14, 12, 8, 8, 8])

export interface PostingOptions {
  seed: number
  cities: readonly City[]
  licences: readonly string[]
}

/** The `place`-th posting of a world; needs no other to be made first. */
export function postingAt(place: number, { seed, cities, licences }: PostingOptions): PostingFacts {
  const draw = new Draw(seed ^ 0x51ed270b, place)
  const city = cities[draw.weighted(cityShares(cities.length))] as City
  const occupation = drawOccupation(draw)
  return {
    id: uuidOf(place, draw),
    version: 1,
    status: draw.percent(1) ? 'closed' : 'open',
    opensAt: null,
    closesAt: draw.percent(70) ? '2027-03-31T23:59:59+08:00' : null,
    headcount: draw.percent(10) ? null : draw.between(1, 8),
    employerKind: employers[draw.weighted(employerShares)] as EmployerKind,
    channel: channels[draw.weighted(channelShares)] as Channel,
    employmentForm: forms[draw.weighted(formShares)] as EmploymentForm,
    workMode: modes[draw.weighted(modeShares)] as WorkMode,
    regionCode: draw.percent(4) ? city.prefecture : draw.of(city.counties),
    pay: drawPay(draw),
    age: ageRanges[draw.weighted(ageShares)] ?? null,
    education: minima[draw.weighted(minimaShares)] ?? null,
    experienceYears: draw.percent(45) ? null : draw.percent(60) ? 0 : draw.between(1, 5),
    occupationCode: draw.percent(95) ? occupation : null,
    skills: drawRequired(draw, familiesOf(occupation)),
    licences: draw.percent(8) ? [draw.percent(50) ? 'health_certificate' : draw.of(licences)] : [],
    demands: drawDemands(draw, occupation),
    accommodations: drawAccommodations(draw, draw.between(2, 9)),
    statementTypes: draw.percent(12) ? [{ type: 'hearing', grades: [3, 4] }] : [],
  }
}

function drawPay(draw: Draw): PostingFacts['pay'] {
  if (draw.percent(8)) return null
  const negotiable = draw.percent(12)
  const minFen = draw.between(20, 70) * 10_000
  if (draw.percent(3)) return { minFen: 500, maxFen: 900, unit: 'piece', negotiable }
  if (draw.percent(6)) return { minFen: Math.floor(minFen / 22), maxFen: Math.floor(minFen / 20), unit: 'day', negotiable }
  return { minFen, maxFen: minFen + draw.between(0, 25) * 10_000, unit: 'month', negotiable }
}

// One to five skills, on up to two of which a posting insists (four postings in ten insist on one), and up to four that only help.
function drawRequired(draw: Draw, families: readonly number[]): readonly RequiredSkill[] {
  const insisted = draw.percent(40) ? (draw.percent(25) ? 2 : 1) : 0
  const count = draw.between(Math.max(1, insisted), 5) + Math.max(0, draw.between(-4, 4))
  const codes = [...new Set(Array.from({ length: count }, () => drawSkill(draw, families, 25)))]
  return codes.map((code, place) => ({ code, level: draw.between(1, place < insisted ? 3 : 4) as SkillLevel, must: place < insisted }))
}

const profiles = new Map<string, readonly number[]>()

// Each kind of work has its own profile over the twelve activities; a posting varies it a little.
function profileOf(occupation: string): readonly number[] {
  let profile = profiles.get(occupation)
  if (profile === undefined) {
    const draw = new Draw(0xf17, hashText(occupation.slice(0, 7)))
    profile = functionCodes.map(() => Math.max(0, draw.between(-4, 4)))
    profiles.set(occupation, profile)
  }
  return profile
}

function drawDemands(draw: Draw, occupation: string): readonly Demand[] {
  return profileOf(occupation).flatMap((level, place): Demand[] => {
    const asked = Math.min(4, Math.max(0, level + (draw.percent(25) ? draw.between(-1, 1) : 0)))
    const icf = functionCodes[place]
    if (asked === 0 || icf === undefined) return []
    const source = draw.percent(20) ? 'occupation' : draw.percent(15) ? 'confirmed' : 'stated'
    return [{ icf, tolerated: (4 - asked) as Difficulty, essential: asked >= 2 && draw.percent(45), source }]
  })
}

/** How many candidates per vacancy already wait for an answer: most postings have none. */
export function candidatesOf(id: string): number {
  const hash = hashText(id) % 100
  return hash < 75 ? 0 : hash % 4
}
