import { full, neutral } from '@zhihe/scoring/weights'
import { number, type PostingMemory, recordNumbers, recordWords, word } from './memory.ts'
import type { Person } from './person.ts'
import { flag } from './record.ts'
import { isExcluded, known, place, type Sheet } from './sheet.ts'
import { wishCreditByNearness } from './tables.ts'

export function rateNeeds(person: Person, records: Int32Array, at: number, sheet: Sheet): number {
  sheet[known + place.accommodation] = person.needsKnown ? full : 0
  if (person.needWeight === 0) {
    sheet[place.accommodation] = person.needsKnown ? full : neutral
    return 0
  }
  const { needs, needBit, needShare, requiredNeeds } = person
  let covered = 0
  let status = 0
  for (let need = 0; need < needs; need += 1) {
    const bit = needBit[need] as number
    if ((((records[at + word.offers + (bit >> 5)] as number) >>> (bit & 31)) & 1) === 1) covered += needShare[need] as number
    else if (need < requiredNeeds) status = 1
  }
  sheet[place.accommodation] = Math.floor((full * covered) / person.needWeight)
  return status
}

const withinRange = 6_000
const aboveNegotiable = 2_500

export function ratePay(
  { payFloor, payFloorKnown }: Person,
  { numbers }: PostingMemory,
  record: number,
  flags: number,
  sheet: Sheet,
): number {
  const hasRange = ((flags >> flag.payRange) & 1) === 1
  const isNegotiable = ((flags >> flag.negotiable) & 1) === 1
  const min = numbers[record * recordNumbers + number.payMin] as number
  const max = numbers[record * recordNumbers + number.payMax] as number
  const isKnown = hasRange && payFloorKnown
  sheet[known + place.pay] = isKnown ? full : 0
  if (!isKnown) sheet[place.pay] = neutral
  else if (min >= payFloor) sheet[place.pay] = full
  else if (max >= payFloor) sheet[place.pay] = withinRange + Math.floor(((full - withinRange) * (max - payFloor)) / (max - min))
  else sheet[place.pay] = isNegotiable ? aboveNegotiable : 0
  if (payFloor <= 0 || (hasRange && max >= payFloor)) return 0
  return hasRange && !isNegotiable ? isExcluded : 1
}

export function rateWishes(person: Person, records: Int32Array, at: number, sheet: Sheet): number {
  const flags = records[at] as number
  if (person.forms[flags & 7] === 0 || person.modes[(flags >> flag.mode) & 3] === 0) return isExcluded
  const occupation = records[at + word.occupation] as number
  const isKnown = occupation > 0 && person.wishesKnown
  let wish: number = neutral
  if (isKnown) {
    wish = 0
    const { wishes } = person
    for (let next = 0; next < wishes.length; next += 1) {
      wish = Math.max(wish, wishCreditByNearness[(wishes[next] as Uint8Array)[occupation] as number] as number)
    }
  }
  // Form and mode are in what she wants or unknown, or it would have ended above: what they earn is the same at any posting.
  sheet[place.preference] = (2 * wish + person.formAndModeCredit) >> 2
  sheet[known + place.preference] = person.formAndModeKnown + (isKnown ? full / 2 : 0)
  return person.isFormOrModeOpen
}

const hundredthsCredited = 500
const creditPerYear = 500

export function rateExperience(person: Person, { records, numbers }: PostingMemory, record: number, flags: number, sheet: Sheet): void {
  const years = numbers[record * recordNumbers + number.years] as number
  const isAsked = ((flags >> flag.years) & 1) === 1
  let score: number = full
  let isKnown = true
  if (isAsked && years <= 0) score = full
  else if (!person.experienceKnown) {
    score = neutral
    isKnown = false
  } else {
    const occupation = records[record * recordWords + word.occupation] as number
    const counted = relevantHundredths(person, occupation)
    if (isAsked) {
      const credit = Math.min(full, Math.floor((counted * 100) / years))
      score = occupation === 0 ? Math.floor(credit / 2) : credit
      isKnown = occupation > 0
    } else {
      const credited = occupation === 0 ? 0 : Math.min(counted, hundredthsCredited)
      score = neutral + Math.floor((credited * creditPerYear) / 100)
      isKnown = credited > 0
    }
  }
  sheet[place.experience] = score
  sheet[known + place.experience] = isKnown ? full : 0
}

function relevantHundredths({ experience, hundredths }: Person, occupation: number): number {
  let sum = 0
  for (let entry = 0; entry < experience.length; entry += 1) {
    const near = (experience[entry] as Uint8Array)[occupation] as number
    sum += hundredths[entry * 4 + near] as number
  }
  return sum
}
