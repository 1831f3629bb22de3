import { priorCap } from '@zhihe/scoring/function-fit'
import { full, neutral, weights } from '@zhihe/scoring/weights'
import { number, type PostingMemory, recordNumbers, recordWords, word } from './memory.ts'
import type { Person } from './person.ts'
import { rateExperience, rateNeeds, ratePay, rateWishes } from './rate-wishes.ts'
import { essentialWeight, flag, listStart, listsOf, mustWeight } from './record.ts'
import { demandWeight, isExcluded, known, place, type Sheet, sureDemands } from './sheet.ts'
import { educationTable } from './tables.ts'

/** What is the same for all candidates of a partition, or of a question. */
export interface Ground {
  memory: PostingMemory
  /** 3 when only the eligible are wanted, 2 when the conditional are, too. */
  refused: number
  /** Filled by every rating. */
  sheet: Sheet
  now: number
  /** Rating of the place, packed. */
  location: number
  /** Status by age range. */
  ages: Uint8Array
  /** Status by set of licences. */
  licences: Uint8Array
  /** By region and channel (8 a region): 1 if a plan relaxes the age, 2 if it relaxes the education; null without a plan. */
  relaxed: Uint8Array | null
  /** Scores below it are of no use any more. */
  least: number
}

// floor(weight x score / 10000) with one multiplication: 109,951,163 / 2^40 is the least such fraction above 1 / 10,000, too little above it
// to lift a product of these sizes over a whole number, and all of it fits the 53 bits of a number exactly.
const factors = Float64Array.from(Object.values(weights), (weight) => (weight * 109_951_163) / 2 ** 40)

/** What a rating says when the person is not to be listed. */
export const excluded = -1

/**
 * Score and verdict of one posting for a person, as `score << 1 | conditional`, or `excluded`. Skills come first because most fail there, the demands last because they are the longest and
 * the rest often shows that they cannot help any more. The arithmetic is scoring's, and law 5 compares.
 */
export function rate(person: Person, record: number, ground: Ground): number {
  const { memory, refused, sheet } = ground
  const { records } = memory
  const at = record * recordWords
  const flags = records[at] as number
  let status = rateSkills(person, memory, at, refused, sheet)
  if ((status & refused) !== 0) return excluded
  let score = pointsOf(sheet, place.skills) + pointsFor(place.location, ground.location & 16_383)
  if (score + person.mostOfRest < ground.least) return excluded
  const limits = records[at + word.limits] as number
  const relaxed = ground.relaxed === null ? 0 : relaxedFor(ground.relaxed, records[at + word.region] as number, flags)
  status |= ground.ages[(relaxed & 1) === 1 ? noAgeRange : limits & 0xffff] as number
  status |= (ground.licences[limits >>> 16] as number) | ((flags >> flag.statement) & 1)
  if (((flags >> flag.window) & 1) === 1) status |= checkWindow(memory, record, ground.now)
  status |= ratePay(person, memory, record, flags, sheet)
  status |= rateWishes(person, records, at, sheet)
  if ((status & refused) !== 0) return excluded
  score += pointsOf(sheet, place.pay) + pointsOf(sheet, place.preference)
  if (score + person.mostOfLast < ground.least) return excluded
  status |= rateNeeds(person, records, at, sheet)
  const education = educationTable[person.educationRow + ((flags >> flag.education) & 15)] as number
  status |= ((relaxed & 2) === 2 ? 0 : education >> 15) | (ground.location >> 15)
  if ((status & refused) !== 0) return excluded

  write(sheet, place.education, education)
  write(sheet, place.location, ground.location)
  write(sheet, place.policy, records[at + word.policy] as number)
  rateExperience(person, memory, record, flags, sheet)
  score += pointsOf(sheet, place.accommodation) + pointsOf(sheet, place.education)
  score += pointsOf(sheet, place.experience) + pointsOf(sheet, place.policy)
  if (score + mostOfFunction < ground.least) return excluded
  status |= rateDemands(person, memory, at, sheet)
  if ((status & refused) !== 0) return excluded
  return ((score + pointsOf(sheet, place.function)) << 1) | (status & 1)
}

function pointsOf(sheet: Sheet, component: number): number {
  return pointsFor(component, sheet[component] as number)
}

function pointsFor(component: number, score: number): number {
  return Math.floor((factors[component] as number) * score)
}

const mostOfFunction = pointsFor(place.function, full)

/** The most that a person can have from what is rated last; what she has not said of it earns her the middle at any posting. */
export function mostOfLast(person: Person): number {
  return (
    mostOfFunction +
    pointsFor(place.accommodation, person.needsKnown ? full : neutral) +
    pointsFor(place.education, full) +
    pointsFor(place.experience, full) +
    pointsFor(place.policy, full)
  )
}

/** The same with pay and preference: the most besides skills and location. */
export function mostOfRest(person: Person): number {
  const unless = (isKnown: boolean) => (isKnown ? full : neutral)
  const preference = Math.floor((2 * unless(person.wishesKnown) + unless(person.formsKnown) + unless(person.modesKnown)) / 4)
  return mostOfLast(person) + pointsFor(place.pay, unless(person.payFloorKnown)) + pointsFor(place.preference, preference)
}

// The number of the range that asks for nothing; see `createPostingTerms`.
const noAgeRange = 0

function relaxedFor(relaxed: Uint8Array, region: number, flags: number): number {
  return relaxed[region * 8 + ((flags >> flag.channel) & 7)] as number
}

function write(sheet: Sheet, component: number, packed: number): void {
  sheet[component] = packed & 16_383
  sheet[known + component] = ((packed >> 14) & 1) * full
}

function checkWindow({ numbers }: PostingMemory, record: number, now: number): number {
  const at = record * recordNumbers
  return now < (numbers[at + number.opensAt] as number) || now >= (numbers[at + number.closesAt] as number) ? isExcluded : 0
}

function rateSkills(
  { skillCredit, familyCredit, cellOfRow }: Person,
  memory: PostingMemory,
  at: number,
  refused: number,
  sheet: Sheet,
): number {
  const { records } = memory
  const lists = listsOf(memory, at)
  const first = listStart(memory, at)
  const end = first + ((records[at + word.counts] as number) & 255)
  if (first === end) {
    sheet[place.skills] = neutral
    sheet[known + place.skills] = 0
    return 0
  }
  let sum = 0
  let status = 0
  for (let next = first; next < end; next += 1) {
    const entry = lists[next] as number
    const row = entry >> 1
    const credit = Math.max(skillCredit[row] as number, familyCredit[cellOfRow[row] as number] as number)
    if ((entry & 1) === 0) {
      sum += credit
      continue
    }
    if (credit < full) status |= credit === 0 ? isExcluded : 1
    if ((status & refused) !== 0) return status
    sum += mustWeight * credit
  }
  sheet[place.skills] = Math.floor(sum / ((records[at + word.weights] as number) & 0xffff))
  sheet[known + place.skills] = full
  return status
}

function rateDemands({ demandBase }: Person, memory: PostingMemory, at: number, sheet: Sheet): number {
  const { records, demands } = memory
  const counts = records[at + word.counts] as number
  const lists = listsOf(memory, at)
  const first = listStart(memory, at) + (counts & 255)
  const own = first + ((counts >> 8) & 255)
  const end = own + ((counts >> 16) & 255)
  let weight = (records[at + word.weights] as number) >>> 16
  let sum = 0
  let sure = 0
  let status = 0
  for (let next = first; next < own; next += 1) {
    const entry = lists[next] as number
    const fit = demands[(demandBase[entry >> 6] as number) + ((entry >> 1) & 31)] as number
    const share = (entry & 1) === 1 ? essentialWeight : 1
    if ((entry & 1) === 1) status |= fit >> 15
    sum += share * (fit & 16_383)
    sure += share * ((fit >> 14) & 1)
  }
  const middle = weight === 0 ? neutral : Math.floor(sum / weight)
  for (let next = own; next < end; next += 1) {
    const entry = lists[next] as number
    const credit = (demands[(demandBase[entry >> 6] as number) + ((entry >> 1) & 31)] as number) & 16_383
    sum += Math.min(Math.max(credit, middle - priorCap), middle + priorCap)
    weight += 1
  }
  sheet[place.function] = end === own ? middle : Math.floor(sum / weight)
  sheet[sureDemands] = sure
  sheet[demandWeight] = weight
  return status
}

/** Share of weight that rests on facts, once `rate` has written the sheet. */
export function confidenceOn(sheet: Sheet): number {
  const weight = sheet[demandWeight] as number
  sheet[known + place.function] = weight === 0 ? 0 : Math.floor((full * (sheet[sureDemands] as number)) / weight)
  let confidence = 0
  for (let component = 0; component < known; component += 1) confidence += pointsFor(component, sheet[known + component] as number)
  return confidence
}
