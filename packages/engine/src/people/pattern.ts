import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { educationRank } from '@zhihe/vocabulary/education'
import { employmentFormCodes } from '@zhihe/vocabulary/employment-form'
import { workModeCodes } from '@zhihe/vocabulary/work-mode'
import { commuteSlots } from './commute-slots.ts'
import {
  accommodationIndex,
  bitmap,
  bitmapCount,
  bornSinceBitmap,
  familyBitmap,
  icfCount,
  licenceBitmap,
  payLines,
  skillBitmap,
} from './layout.ts'

export const patternWords = Math.ceil(bitmapCount / 32)

/** Sets or clears the bits of the counties, which differ from row to row of a person. */
export function writeCommute(pattern: Int32Array, mask: number): void {
  for (let slot = 0; slot < commuteSlots; slot += 1) {
    const place = bitmap.commute + slot
    const bit = 1 << (place & 31)
    const word = pattern[place >>> 5] as number
    pattern[place >>> 5] = (mask >>> slot) & 1 ? word | bit : word & ~bit
  }
}

export interface Numbers {
  /** Of her skills and licences, in their dictionaries. */
  skills: readonly number[]
  licences: readonly number[]
  /** One step per activity. */
  steps: Uint8Array
}

/** Which bitmaps a person is in, one bit each; `primary` is left to the row. */
export function writePattern(pattern: Int32Array, facts: JobseekerFacts, { skills, licences, steps }: Numbers): void {
  const set = (place: number) => {
    pattern[place >>> 5] = (pattern[place >>> 5] as number) | (1 << (place & 31))
  }
  pattern.fill(0)
  if (!facts.active || !facts.consentsToMatching) return
  set(bitmap.live)
  setWishes(facts, set)
  setLimits(facts, set)
  for (let item = 0; item < icfCount; item += 1) {
    const step = steps[item] as number
    if (step === 0 || step > 5) set(bitmap.capabilityOpen + item)
    else for (let limit = step - 1; limit < 4; limit += 1) set(bitmap.capability + item * 4 + limit)
  }
  if (!facts.accommodationsNeeded?.some(({ required }) => required)) set(bitmap.requiresNothing)
  for (const { code, required } of facts.accommodationsNeeded ?? []) {
    const place = accommodationIndex.get(code)
    if (required && place !== undefined) set(bitmap.requires + place)
  }
  for (const skill of skills) set(skillBitmap(skill))
  for (const { code } of facts.skills) {
    const place = familyBitmap(code)
    if (place !== null) set(place)
  }
  if (facts.licences === null) set(bitmap.licenceUnknown)
  else for (const licence of licences) set(licenceBitmap(licence))
}

function setWishes({ employmentForms, workModes }: JobseekerFacts, set: (place: number) => void): void {
  if (employmentForms === null) set(bitmap.formUnknown)
  else employmentFormCodes.forEach((code, place) => employmentForms.includes(code) && set(bitmap.form + place))
  if (workModes === null) set(bitmap.modeUnknown)
  else workModeCodes.forEach((code, place) => workModes.includes(code) && set(bitmap.mode + place))
}

function setLimits({ education, payFloorFen, birthMonth }: JobseekerFacts, set: (place: number) => void): void {
  if (education === null) set(bitmap.educationUnknown)
  else for (let rank = educationRank(education); rank > 0; rank -= 1) set(bitmap.education + rank - 1)
  payLines.forEach((line, place) => (payFloorFen === null || payFloorFen <= line) && set(bitmap.pay + place))
  if (birthMonth === null) return set(bitmap.bornUnknown)
  const latest = bornSinceBitmap(Number(birthMonth.slice(0, 4)))
  if (latest !== null) for (let place = bitmap.bornSince; place <= latest; place += 1) set(place)
}
