import { full, neutral, weights } from '@zhihe/scoring/weights'
import { number, type PostingMemory, recordNumbers, recordWords, word } from './memory.ts'
import type { Person } from './person.ts'
import { rateDemands, sureOfDemands } from './rate-demands.ts'
import { knownOfWishes, rateExperience, rateNeeds, ratePay, rateWishes } from './rate-wishes.ts'
import { flag, listStart, listsOf, mustWeight } from './record.ts'
import { isConditional, isExcluded, isKnown, known, place, type Sheet, scoreMask, statusShift } from './sheet.ts'
import { educationTable } from './tables.ts'

/** What is the same for all candidates of a partition, or of a question. */
export interface Ground {
  memory: PostingMemory
  /** 3 when only the eligible are wanted, 2 when the conditional are, too. */
  refused: number
  now: number
  /** Rating of the place, packed. */
  location: number
  /** By region and channel (8 a region): 1 if a plan relaxes the age, 2 if it relaxes the education; null without a plan. */
  relaxed: Uint8Array | null
  /** Scores below it are of no use any more. */
  least: number
  /** Points, at most, for what is rated after the skills; and after all but the demands. */
  mostOfRest: number
}

/** What a rating says when the person is not to be listed. */
export const excluded = -1

/**
 * Score and verdict of one posting for a person, as `score << 1 | conditional`, or `excluded`. Skills come first because most fall behind
 * there, the demands last because they are the longest and the rest often shows that they cannot help any more. The arithmetic is
 * scoring's, and law 5 compares.
 */
export function rate(person: Person, record: number, ground: Ground): number {
  const { memory, refused, relaxed, location } = ground
  const { records } = memory
  const at = record * recordWords
  const flags = records[at] as number
  const skills = rateSkills(person, memory, at)
  const relaxes = relaxed === null ? 0 : relaxedFor(relaxed, records[at + word.region] as number, flags)
  const education = educationFor(person, flags, relaxes)
  let status = (skills | education | location) >> statusShift
  status |= statusOfLimits(person, records[at + word.limits] as number, flags, relaxes)
  if ((status & refused) !== 0) return excluded
  let score = pointsFor(weights.skills, skills) + pointsFor(weights.location, location) + pointsFor(weights.education, education)
  score += pointsFor(weights.policy, records[at + word.policy] as number)
  if (score + ground.mostOfRest < ground.least) return excluded

  const occupation = records[at + word.occupation] as number
  const pay = ratePay(person, memory, record, flags)
  const needs = rateNeeds(person, records, at)
  status |= (pay | needs) >> statusShift
  if (((flags >> flag.window) & 1) === 1 && isOutside(memory, record, ground.now)) return excluded
  if ((status & refused) !== 0) return excluded
  score += pointsFor(weights.pay, pay) + pointsFor(weights.accommodation, needs)
  score += pointsFor(weights.preference, rateWishes(person, occupation))
  score += pointsFor(weights.experience, rateExperience(person, memory, record, flags, occupation))
  if (score + weights.function < ground.least) return excluded

  const demands = rateDemands(person, memory, at)
  status |= demands >> statusShift
  if ((status & refused) !== 0) return excluded
  return ((score + pointsFor(weights.function, demands)) << 1) | (status & 1)
}

/** Writes what `rate` sums, and how much of it is known. */
export function fillSheet(sheet: Sheet, person: Person, record: number, { memory, location, relaxed }: Ground): void {
  const { records } = memory
  const at = record * recordWords
  const flags = records[at] as number
  const occupation = records[at + word.occupation] as number
  const relaxes = relaxed === null ? 0 : relaxedFor(relaxed, records[at + word.region] as number, flags)
  const write = (component: number, rating: number) => {
    sheet[component] = rating & scoreMask
    sheet[known + component] = (rating & isKnown) === 0 ? 0 : full
  }
  write(place.skills, rateSkills(person, memory, at))
  write(place.function, rateDemands(person, memory, at))
  write(place.accommodation, rateNeeds(person, records, at))
  write(place.location, location)
  write(place.pay, ratePay(person, memory, record, flags))
  write(place.education, educationFor(person, flags, relaxes))
  write(place.experience, rateExperience(person, memory, record, flags, occupation))
  write(place.preference, rateWishes(person, occupation))
  write(place.policy, records[at + word.policy] as number)
  sheet[known + place.function] = sureOfDemands(person, memory, at)
  sheet[known + place.preference] = knownOfWishes(person, occupation)
}

const componentWeights = Object.values(weights)

/** Share of weight that rests on facts, once the sheet is filled. */
export function confidenceOn(sheet: Sheet): number {
  return componentWeights.reduce((sum, weight, component) => sum + pointsFor(weight, sheet[known + component] as number), 0)
}

/** The points of a rating: all whole numbers of 32 bits, so that the machine divides by multiplying. */
function pointsFor(weight: number, rating: number): number {
  return ((weight * (rating & scoreMask)) / full) | 0
}

/** The most that a person can have from what is rated after the skills; what she has not said earns her the middle at any posting. */
export function mostOfRest(person: Person): number {
  const unless = (isSaid: boolean) => (isSaid ? full : neutral)
  const preference = (2 * unless(person.wishesKnown) + person.wanted.credit) >> 2
  return (
    weights.function +
    weights.experience +
    pointsFor(weights.accommodation, unless(person.needs.isKnown)) +
    pointsFor(weights.pay, unless(person.payFloorKnown)) +
    pointsFor(weights.preference, preference)
  )
}

// The number of the range that asks for nothing; see `createPostingTerms`.
const noAgeRange = 0

function relaxedFor(relaxed: Uint8Array, region: number, flags: number): number {
  return relaxed[region * 8 + ((flags >> flag.channel) & 7)] as number
}

function educationFor({ educationRow }: Person, flags: number, relaxes: number): number {
  const education = educationTable[educationRow + ((flags >> flag.education) & 15)] as number
  return (relaxes & 2) === 0 ? education : education & (isConditional - 1)
}

function statusOfLimits({ ages, licences, wanted }: Person, limits: number, flags: number, relaxes: number): number {
  const age = ages.statuses[(relaxes & 1) === 1 ? noAgeRange : limits & 0xffff] as number
  const licence = licences.statuses[limits >>> 16] as number
  return age | licence | (wanted.statuses[flags & wantedMask] as number) | ((flags >> flag.statement) & 1)
}

const wantedMask = (1 << flag.education) - 1

function isOutside({ numbers }: PostingMemory, record: number, now: number): boolean {
  const at = record * recordNumbers
  return now < (numbers[at + number.opensAt] as number) || now >= (numbers[at + number.closesAt] as number)
}

function rateSkills({ skillCredit, familyCredit, cellOfRow }: Person, memory: PostingMemory, at: number): number {
  const { records } = memory
  const first = listStart(memory, at)
  const end = first + ((records[at + word.counts] as number) & 255)
  if (first === end) return neutral
  const lists = listsOf(memory, at)
  let sum = 0
  let status = 0
  for (let next = first; next < end; next += 1) {
    const entry = lists[next] as number
    const row = entry >> 1
    const credit = Math.max(skillCredit[row] as number, familyCredit[cellOfRow[row] as number] as number)
    sum += credit
    if ((entry & 1) === 0) continue
    sum += (mustWeight - 1) * credit
    if (credit < full) status |= credit === 0 ? isExcluded : isConditional
  }
  return (sum / ((records[at + word.weights] as number) & 0xffff)) | 0 | isKnown | status
}
