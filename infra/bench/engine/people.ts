import type { HeldSkill, JobseekerFacts, SkillLevel } from '@zhihe/scoring/facts'
import type { EducationLevel } from '@zhihe/vocabulary/education'
import type { EmploymentForm } from '@zhihe/vocabulary/employment-form'
import type { WorkMode } from '@zhihe/vocabulary/work-mode'
import { Draw, runningSum, zipf } from './draw.ts'
import { type City, drawAccommodations, drawCapabilities, drawOccupation, drawSkill, familiesOf, hashText, type Needs } from './pools.ts'
import { uuidOf } from './uuid.ts'

/** Nine of ten know each fact; the shares below say which and how often. */
const knownPercent = {
  birth: 96,
  sex: 97,
  education: 94,
  home: 99,
  modes: 94,
  forms: 94,
  wishes: 86,
  floor: 88,
  licences: 90,
  experience: 86,
  needs: 92,
}
const relocatingPercent = 15

const educations: readonly EducationLevel[] = [
  'none',
  'primary',
  'junior_secondary',
  'senior_secondary',
  'secondary_vocational',
  'associate',
  'bachelor',
  'master',
]
const educationShares = runningSum([4, 16, 38, 14, 11, 11, 5.5, 0.5])

// 32 % also take remote work, 5 % nothing else.
const modeSets: readonly (readonly WorkMode[])[] = [
  ['onsite'],
  ['onsite', 'hybrid'],
  ['onsite', 'remote', 'hybrid'],
  ['onsite', 'remote'],
  ['remote'],
]
const modeShares = runningSum([44, 24, 22, 5, 5])

const formSets: readonly (readonly EmploymentForm[])[] = [
  ['full_time'],
  ['full_time', 'part_time'],
  ['full_time', 'part_time', 'flexible'],
  ['full_time', 'part_time', 'flexible', 'home_based', 'dispatch'],
  ['full_time', 'dispatch'],
  ['part_time', 'flexible'],
  ['flexible', 'home_based'],
]
const formShares = runningSum([16, 22, 20, 24, 6, 7, 5])

const usualKm = [5, 10, 20, 30]
const usualMinutes = [30, 45, 60, 90]
const commuteWays = [
  null,
  ['public_transport'],
  ['walking', 'public_transport'],
  ['wheelchair'],
  ['wheelchair', 'public_transport'],
  ['bicycle', 'public_transport'],
  ['car'],
] as const
const commuteWayShares = runningSum([20, 38, 14, 6, 8, 9, 5])
const commonLicences: readonly string[] = [
  'health_certificate',
  'driving_c1',
  'mandarin_certificate',
  'computer_rank',
  'special_electrician',
]
const noLicences: readonly string[] = []

export interface PeopleOptions {
  seed: number
  cities: readonly City[]
  licences: readonly string[]
}

/** The `place`-th jobseeker of a world; needs no other to be made first. */
export function personAt(place: number, { seed, cities, licences }: PeopleOptions): JobseekerFacts {
  const draw = new Draw(seed, place)
  const known = (fact: keyof typeof knownPercent) => draw.percent(knownPercent[fact])
  const city = cities[draw.weighted(cityShares(cities.length))] as City
  const home = draw.of(city.counties)
  const wishes = drawWishes(draw)
  const capabilities = drawCapabilities(draw)
  return {
    id: uuidOf(place, draw),
    version: 1,
    active: !draw.percent(1),
    consentsToMatching: !draw.percent(1),
    birthMonth: known('birth') ? `${draw.between(1967, 2010)}-${String(draw.between(1, 12)).padStart(2, '0')}` : null,
    sex: known('sex') ? (draw.percent(58) ? 'male' : 'female') : null,
    education: known('education') ? (educations[draw.weighted(educationShares)] as EducationLevel) : null,
    regionCode: known('home') ? home : null,
    willingRegions: drawWilling(draw, { city, home, cities }),
    ...drawCommute(draw),
    workModes: known('modes') ? (modeSets[draw.weighted(modeShares)] ?? null) : null,
    employmentForms: known('forms') ? (formSets[draw.weighted(formShares)] ?? null) : null,
    desiredOccupations: known('wishes') ? wishes : null,
    payFloorFen: known('floor') ? draw.between(18, 60) * 10_000 : null,
    skills: drawSkills(draw, wishes),
    licences: known('licences') ? drawLicences(draw, licences) : null,
    experience: known('experience') ? drawExperience(draw, wishes) : null,
    capabilities,
    accommodationsNeeded: known('needs') ? drawNeeds(draw) : null,
  }
}

const sharesByCount = new Map<number, Float64Array>()

/** The biggest of 20 cities has a fifth of the people. */
export function cityShares(count: number): Float64Array {
  let shares = sharesByCount.get(count)
  if (shares === undefined) sharesByCount.set(count, (shares = zipf(count, 0.8)))
  return shares
}

function drawWishes(draw: Draw): readonly string[] {
  return [...new Set(Array.from({ length: draw.between(1, 3) }, () => drawOccupation(draw)))]
}

interface Place {
  city: City
  home: string
  cities: readonly City[]
}

const willingLists = new Map<string, readonly string[]>()

// Half say nothing, which means the whole city they live in; the others name districts, or the city, and some would move.
function drawWilling(draw: Draw, { city, home, cities }: Place): readonly string[] | null {
  const moves = draw.percent(relocatingPercent) && cities.length > 1
  if (!moves && draw.percent(50)) return null
  const willing = draw.percent(35) ? [city.prefecture] : [home, ...Array.from({ length: draw.between(1, 3) }, () => draw.of(city.counties))]
  if (moves) for (let left = draw.between(1, 2); left > 0; left -= 1) willing.push(draw.of(cities).prefecture)
  const list = [...new Set(willing)].sort((a, b) => (a < b ? -1 : 1))
  const key = list.join(' ')
  const shared = willingLists.get(key)
  if (shared !== undefined) return shared
  willingLists.set(key, list)
  return list
}

function drawCommute(draw: Draw) {
  return {
    commuteMaxKm: draw.percent(40) ? draw.of(usualKm) : null,
    commuteMaxMinutes: draw.percent(55) ? draw.of(usualMinutes) : null,
    commuteModes: commuteWays[draw.weighted(commuteWayShares)] ?? null,
  }
}

// 3 to 12 skills, 6.2 in the mean, half of them from the work that is wished for.
function drawSkills(draw: Draw, wishes: readonly string[]): readonly HeldSkill[] {
  const families = wishes.flatMap(familiesOf)
  const count = 3 + Math.min(draw.below(10), draw.below(10))
  const codes = new Set(Array.from({ length: count + 1 }, () => drawSkill(draw, families, 45)))
  return [...codes].map((code) => ({
    code,
    level: draw.between(1, 5) as SkillLevel,
    evidence: draw.percent(35) ? 'verified' : 'declared',
  }))
}

function drawLicences(draw: Draw, licences: readonly string[]): readonly string[] {
  if (draw.percent(55)) return noLicences
  const first = draw.percent(70)
    ? draw.of(commonLicences.filter((code) => licences.includes(code)).concat(licences.slice(0, 3)))
    : draw.of(licences)
  return draw.percent(75) ? [first] : [...new Set([first, draw.of(licences)])]
}

// Quarters of a year, so that every product with a whole percentage is exact.
function drawExperience(draw: Draw, wishes: readonly string[]): readonly { occupationCode: string; years: number }[] {
  return Array.from({ length: draw.below(4) }, () => ({
    occupationCode: draw.percent(60) ? draw.of(wishes) : drawOccupation(draw),
    years: draw.between(1, 32) / 4,
  }))
}

const needLists = new Map<string, Needs>()

function drawNeeds(draw: Draw): Needs {
  const count = Math.max(0, draw.between(-2, 2))
  const needs = drawAccommodations(draw, count).map((code) => ({ code, required: draw.percent(45) }))
  const key = needs.map(({ code, required }) => `${code}${required}`).join(' ')
  const shared = needLists.get(key)
  if (shared !== undefined) return shared
  needLists.set(key, needs)
  return needs
}

/** A few people already stand on lists they have not answered; the others on none. */
export function recommendationsOf(id: string): number {
  const hash = hashText(id) % 100
  return hash < 80 ? 0 : hash - 80 < 12 ? 1 : 2 + (hash % 3)
}
