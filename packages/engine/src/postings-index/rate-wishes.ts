import { full, neutral } from '@zhihe/scoring/weights'
import { number, type PostingMemory, recordNumbers, word } from './memory.ts'
import type { Person } from './person.ts'
import { flag } from './record.ts'
import { isConditional, isExcluded, isKnown } from './sheet.ts'
import { wishCreditByNearness } from './tables.ts'

export function rateNeeds({ needs }: Person, records: Int32Array, at: number): number {
  if (needs.weight === 0) return needs.isKnown ? full | isKnown : neutral
  const { bits, shares, required } = needs
  let covered = 0
  let status = 0
  for (let need = 0; need < bits.length; need += 1) {
    const bit = bits[need] as number
    if ((((records[at + word.offers + (bit >> 5)] as number) >>> (bit & 31)) & 1) === 1) covered += shares[need] as number
    else if (need < required) status = isConditional
  }
  return ((full * covered) / needs.weight) | isKnown | status
}

const withinRange = 6_000
const aboveNegotiable = 2_500

export function ratePay({ payFloor, payFloorKnown }: Person, { numbers }: PostingMemory, record: number, flags: number): number {
  const hasRange = ((flags >> flag.payRange) & 1) === 1
  const isNegotiable = ((flags >> flag.negotiable) & 1) === 1
  // A floor that nobody has said is 0.
  if (!hasRange || !payFloorKnown) return payFloor > 0 ? neutral | isConditional : neutral
  const min = numbers[record * recordNumbers + number.payMin] as number
  if (min >= payFloor) return full | isKnown
  const max = numbers[record * recordNumbers + number.payMax] as number
  if (max >= payFloor) return (withinRange + Math.floor(((full - withinRange) * (max - payFloor)) / (max - min))) | isKnown
  return isNegotiable ? aboveNegotiable | isKnown | isConditional : isKnown | isExcluded
}

/** Form and mode are in what she wants or unknown, or she is not listed: what they earn is the same at any posting. */
export function rateWishes({ wanted, wishes, wishCount, wishesKnown }: Person, occupation: number): number {
  if (!wishesKnown || occupation === 0) return (2 * neutral + wanted.credit) >> 2
  let wish = 0
  for (let next = 0; next < wishCount; next += 1) {
    wish = Math.max(wish, wishCreditByNearness[(wishes[next] as Uint8Array)[occupation] as number] as number)
  }
  return (2 * wish + wanted.credit) >> 2
}

/** How much of the wishes is known: a half for the occupation. */
export function knownOfWishes({ wanted, wishesKnown }: Person, occupation: number): number {
  return wanted.known + (wishesKnown && occupation > 0 ? full / 2 : 0)
}

const hundredthsCredited = 500
const creditPerYear = 500

export function rateExperience(person: Person, { numbers }: PostingMemory, record: number, flags: number, occupation: number): number {
  const isAsked = ((flags >> flag.years) & 1) === 1
  const years = isAsked ? (numbers[record * recordNumbers + number.years] as number) : 0
  if (isAsked && years <= 0) return full | isKnown
  if (!person.experienceKnown) return neutral
  const counted = relevantHundredths(person, occupation)
  if (isAsked) {
    const credit = Math.min(full, Math.floor((counted * 100) / years))
    return occupation === 0 ? credit >> 1 : credit | isKnown
  }
  const credited = occupation === 0 ? 0 : Math.min(counted, hundredthsCredited)
  return credited === 0 ? neutral : (neutral + (credited * creditPerYear) / 100) | isKnown
}

function relevantHundredths({ experience, jobs, hundredths }: Person, occupation: number): number {
  let sum = 0
  for (let job = 0; job < jobs; job += 1) {
    const near = (experience[job] as Uint8Array)[occupation] as number
    sum += hundredths[job * 4 + near] as number
  }
  return sum
}
