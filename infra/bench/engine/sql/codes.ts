import { capabilityFor } from '@zhihe/scoring/demand-fit'
import type { Capability, Demand, Difficulty, JobseekerFacts, PostingFacts, SkillLevel } from '@zhihe/scoring/facts'
import { isOffered } from '@zhihe/scoring/offers'
import { jobseeker as anyJobseeker, posting as anyPosting } from '@zhihe/scoring/sample-facts'
import { bestSkill } from '@zhihe/scoring/skill-fit'
import { type AccommodationCode, accommodations } from '@zhihe/vocabulary/accommodation'
import { type EmploymentForm, employmentFormCodes } from '@zhihe/vocabulary/employment-form'
import { type IcfCode, icfItems } from '@zhihe/vocabulary/icf'
import { licences } from '@zhihe/vocabulary/licence'
import { occupations } from '@zhihe/vocabulary/occupation'
import { relatedness, skills } from '@zhihe/vocabulary/skill'
import { type WorkMode, workModeCodes } from '@zhihe/vocabulary/work-mode'
import { outcomeOf } from './part-of.ts'

// Facts as small numbers: a row of SQL holds these, and a question brings byte tables indexed by them.

const placesOf = (codes: readonly string[]) => new Map(codes.map((code, place) => [code, place]))

/** From 1; 0: none. */
export const occupationPlaces = new Map(occupations.map(({ code }, place) => [code, place + 1]))
export const licencePlaces = placesOf(licences.map(({ code }) => code))
export const skillCodes = skills.map(({ code }) => code)
const skillPlaces = placesOf(skillCodes)
const icfCodes: readonly IcfCode[] = icfItems.map(({ code }) => code)
const accommodationCodes: readonly AccommodationCode[] = accommodations.map(({ code }) => code)

const levels: readonly SkillLevel[] = [1, 2, 3, 4, 5]
export const levelsPerSkill = 6
export const capabilityStates = 11

/** skill x 6 + level. */
export function skillKey(code: string, level: SkillLevel): number {
  return (skillPlaces.get(code) ?? 0) * levelsPerSkill + level
}

/** One state per activity: 0 nothing known, 1-5 a fact, 6-10 a prior, each by difficulty. */
export function capabilityBytes(jobseeker: JobseekerFacts): Uint8Array {
  return Uint8Array.from(icfCodes, (icf) => {
    const capability = capabilityFor(jobseeker, icf)
    if (capability === null) return 0
    return capability.difficulty + (capability.source === 'prior' ? 6 : 1)
  })
}

export function icfPlace(icf: IcfCode): number {
  return icfCodes.indexOf(icf)
}

/** The state as the one capability it stands for. */
export function capabilityOfState(icf: IcfCode, state: number): Capability[] {
  if (state === 0) return []
  const source = state > 5 ? 'prior' : 'assessed'
  return [{ icf, difficulty: ((state - 1) % 5) as Difficulty, source }]
}

/** By state: what a demand counts, and whether an essential one excludes (0), asks (1) or is met (2). */
export function demandTable(posting: PostingFacts, demand: Demand): { credit: number[]; tier: number[] } {
  const own = { accommodations: posting.accommodations, workMode: posting.workMode }
  const outcomes = Array.from({ length: capabilityStates }, (_, state) => {
    const asFact: Demand = { ...demand, source: 'stated' }
    return outcomeOf('function', { ...own, demands: [asFact] }, { capabilities: capabilityOfState(demand.icf, state) })
  })
  // An excluded pair has no score to read, so the credit is asked for apart.
  const credit = Array.from({ length: capabilityStates }, (_, state) => {
    const asWish: Demand = { ...demand, source: 'stated', essential: false }
    return outcomeOf('function', { ...own, demands: [asWish] }, { capabilities: capabilityOfState(demand.icf, state) }).score
  })
  return { credit, tier: outcomes.map(({ tier }) => tierNumber[tier]) }
}

export const tierNumber = { excluded: 0, conditional: 1, eligible: 2 } as const

/** Every credit a skill can earn, ascending, so that the greater code is the greater credit. */
export const skillCredits: readonly number[] = allSkillCredits()
const creditCodes = new Map(skillCredits.map((credit, code) => [credit, code]))

function allSkillCredits(): number[] {
  const credits = new Set([0])
  const [near] = skills.filter((skill) => skill.nearEqual !== undefined && skill.nearEqual.length > 0)
  const sibling = skills.find((skill) => near !== undefined && relatedness(skill.code, near.code) === 'family')
  const related = [near?.code, near?.nearEqual?.[0], sibling?.code].filter((code) => code !== undefined)
  for (const need of levels)
    for (const held of levels) for (const code of related) credits.add(creditOf(code, held, near?.code ?? '', need))
  return [...credits].sort((a, b) => a - b)
}

// Families by number; with more than 62 of them two share a bit, which only makes the first look coarser.
const familyBits = new Map([...new Set(skills.map(({ family }) => family))].map((family, place) => [family, 1n << BigInt(place % 62)]))
const bitByFamily = new Map<string, bigint>(skills.map(({ code, family }) => [code, familyBits.get(family) ?? 0n]))

/** The families in which any of these skills lie. */
export function skillFamilyBits(codes: readonly string[]): bigint {
  return codes.reduce((bits, code) => bits | (bitByFamily.get(code) ?? 0n), 0n)
}

/** The families whose skills earn any credit for a required one. */
export function relatedFamilyBits(need: string): bigint {
  return skillFamilyBits(relatedTo(need))
}

const tablesByNeed = new Map<number, Uint8Array>()

/** By held skill and level: the code of the credit for one required skill. */
export function skillTable(need: string, level: SkillLevel): Uint8Array {
  const key = skillKey(need, level)
  const known = tablesByNeed.get(key)
  if (known !== undefined) return known
  const table = new Uint8Array(skillCodes.length * levelsPerSkill)
  for (const code of relatedTo(need)) {
    for (const held of levels) table[skillKey(code, held)] = creditCodeOf(creditOf(code, held, need, level))
  }
  tablesByNeed.set(key, table)
  return table
}

/** The code of a credit. */
export function creditCodeOf(credit: number): number {
  const code = creditCodes.get(credit)
  if (code === undefined) throw new Error(`no pair of related skills was seen to earn ${credit}`)
  return code
}

export const skillTableLength = skillCodes.length * levelsPerSkill

/** The best credit of all her skills for a required one. */
export function heldCredit(jobseeker: JobseekerFacts, code: string, level: SkillLevel): number {
  return bestSkill(jobseeker, { code, level, must: false }).credit
}

/** Every required skill and level that any of her skills earns something for. */
export function neededSkills({ skills: held }: JobseekerFacts): { key: number; code: string; level: SkillLevel }[] {
  const related = new Set(held.flatMap(({ code }) => relatedTo(code)))
  return [...related].flatMap((code) => levels.map((level) => ({ key: skillKey(code, level), code, level })))
}

const relatedByCode = new Map<string, readonly string[]>()

function relatedTo(code: string): readonly string[] {
  let related = relatedByCode.get(code)
  if (related === undefined) relatedByCode.set(code, (related = skillCodes.filter((need) => relatedness(code, need) !== 'none')))
  return related
}

function creditOf(code: string, held: SkillLevel, need: string, level: SkillLevel): number {
  const jobseeker = anyJobseeker({ skills: [{ code, level: held, evidence: 'declared' }] })
  return bestSkill(jobseeker, { code: need, level, must: false }).credit
}

export const bitsOf = {
  forms: (forms: readonly EmploymentForm[]) => forms.reduce((mask, form) => mask | (1 << employmentFormCodes.indexOf(form)), 0),
  modes: (modes: readonly WorkMode[]) => modes.reduce((mask, mode) => mask | (1 << workModeCodes.indexOf(mode)), 0),
  accommodations: (codes: readonly AccommodationCode[]) =>
    codes.reduce((mask, code) => mask | (1n << BigInt(accommodationCodes.indexOf(code))), 0n),
}

/** What a posting offers, remote work and what comes with it included. */
export function offeredBits(posting: PostingFacts): bigint {
  const sides = anyPosting({ accommodations: posting.accommodations, workMode: posting.workMode })
  return bitsOf.accommodations(accommodationCodes.filter((code) => isOffered(sides, code)))
}
