import { accommodations } from '@zhihe/vocabulary/accommodation'
import { employmentFormCodes } from '@zhihe/vocabulary/employment-form'
import { icfItems } from '@zhihe/vocabulary/icf'
import { skillFamily, skills } from '@zhihe/vocabulary/skill'
import { workModeCodes } from '@zhihe/vocabulary/work-mode'
import { commuteSlots } from './commute-slots.ts'

/**
 * A person stands in the index as one row of eight words, in the partition of her home, and again in each partition she would move to:
 *
 *     0  person        number of the id, the version and the recommendations
 *     1  list          where her skills, wishes and experience stand, 16 bits each
 *     2  skills 6 | wishes 5 | experience 5 | education 4 | forms and modes 12        31 wishes or 31 jobs: nobody has said
 *     3  reach         facet of home and willing regions
 *     4  capabilities  facet
 *     5  age 16 | needs 16
 *     6  pay 20 | licences 12
 *     7  commute limits 16 | active 1 | consents 1 | licences, upper 6 | needs, upper 8
 *
 * A row is 32 bytes, half a cache line: all that survives the bitmaps costs one read before the skills are looked at.
 */
export const rowWords = 8
export const nobodySaid = 31

/** Rows stand in blocks of 512; the bitmaps of a block stand together, so that changing a row touches one place and reading one bitmap is a run. */
export const blockRows = 512
export const blockShift = 9
export const bitmapWords = blockRows / 32

/** Needs of words 5 and 7. */
export function needsIn(word5: number, word7: number): number {
  return (word5 >>> 16) | ((word7 >>> 24) << 16)
}

/** Licences of words 6 and 7. */
export function licencesIn(word6: number, word7: number): number {
  return (word6 >>> 20) | (((word7 >>> 18) & 63) << 12)
}

export const icfCount = icfItems.length
export const icfIndex: ReadonlyMap<string, number> = new Map(icfItems.map(({ code }, place) => [code, place]))
export const accommodationIndex: ReadonlyMap<string, number> = new Map(accommodations.map(({ code }, place) => [code, place]))

const families = [...new Set(skills.map(({ family }) => family))]
const familyIndex = new Map<string, number>(families.map((family, place) => [family, place]))

/** Skills share so many bitmaps: more would cost memory, fewer would let more strangers through to the exact test. */
const skillBuckets = 96
const licenceBuckets = 16

/** Monthly floors in fen that have a bitmap "asks for no more than this". */
export const payLines = [
  0, 100_000, 150_000, 200_000, 230_000, 260_000, 300_000, 350_000, 400_000, 450_000, 500_000, 600_000, 700_000, 800_000, 1_000_000,
  1_500_000,
] as const

const firstBirthYear = 1956
const birthYearStep = 3
const birthYears = 19

let used = 0
const take = (bitmaps: number) => {
  used += bitmaps
  return used - bitmaps
}

/** Number of the first bitmap of each kind. */
export const bitmap = {
  /** Active, consenting, in any row. */
  live: take(1),
  /** The same, in the one row that stands for the person. */
  primary: take(1),
  form: take(employmentFormCodes.length),
  formUnknown: take(1),
  mode: take(workModeCodes.length),
  modeUnknown: take(1),
  /** [rank - 1]: at least that rank. */
  education: take(7),
  educationUnknown: take(1),
  pay: take(payLines.length),
  /** [4 * icf + difficulty]: said or assessed, and no worse. */
  capability: take(icfCount * 4),
  /** [icf]: nothing, or only a prior, is known. */
  capabilityOpen: take(icfCount),
  bornSince: take(birthYears),
  bornUnknown: take(1),
  /** [accommodation]: she requires it. */
  requires: take(accommodations.length),
  requiresNothing: take(1),
  /** [slot of a county in the prefecture of the row]: may go there to work without a question. */
  commute: take(commuteSlots),
  skill: take(skillBuckets),
  family: take(families.length),
  licence: take(licenceBuckets),
  licenceUnknown: take(1),
} as const

export const bitmapCount = used

export function skillBitmap(skill: number): number {
  return bitmap.skill + (skill % skillBuckets)
}

/** null: a code that no table knows belongs to no family. */
export function familyBitmap(code: string): number | null {
  const place = familyIndex.get(skillFamily(code) ?? '')
  return place === undefined ? null : bitmap.family + place
}

export function licenceBitmap(licence: number): number {
  return bitmap.licence + (licence & (licenceBuckets - 1))
}

/** The bitmap of the latest line at or before a birth year; null before all lines. */
export function bornSinceBitmap(year: number): number | null {
  const place = Math.min(birthYears - 1, Math.floor((year - firstBirthYear) / birthYearStep))
  return place < 0 ? null : bitmap.bornSince + place
}
