import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { full, neutral } from '@zhihe/scoring/weights'
import { employmentFormCodes } from '@zhihe/vocabulary/employment-form'
import { workModeCodes } from '@zhihe/vocabulary/work-mode'
import { bitmap, blockWords, offerBits } from './memory.ts'
import { flag } from './record.ts'
import { accommodationCount } from './tables.ts'
import type { Terms } from './terms.ts'

/** What a person needs at work; the required needs stand first, so that a rule reads only those. */
export interface Needs {
  isKnown: boolean
  /** Per need: the bit of the accommodation, and its share. */
  bits: Uint8Array
  shares: Uint8Array
  required: number
  weight: number
  /** Bitmaps of the postings that offer what she requires. */
  offsets: Int32Array
}

const requiredShare = 2
const neverOffered = offerBits - 1

/** Of the accommodations that have a number now. */
export function needsOf({ accommodationsNeeded: needed }: Pick<JobseekerFacts, 'accommodationsNeeded'>, accommodations: Terms): Needs {
  const sorted = [...(needed ?? []).filter(({ required }) => required), ...(needed ?? []).filter(({ required }) => !required)]
  const bits = sorted.map(({ code }) => accommodations.find(code)).map((bit) => (bit < 0 ? neverOffered : bit))
  const shares = sorted.map(({ required }) => (required ? requiredShare : 1))
  const required = sorted.filter((need) => need.required).length
  return {
    isKnown: needed !== null,
    bits: Uint8Array.from(bits),
    shares: Uint8Array.from(shares),
    required,
    weight: shares.reduce((sum, share) => sum + share, 0),
    offsets: offsetsOf(
      bits
        .slice(0, required)
        .filter((bit) => bit < accommodationCount)
        .map((bit) => bitmap.offers + bit),
    ),
  }
}

/** The forms and modes of work she wants. */
export interface Wanted {
  /** By the lowest bits of a posting's flags: excluded, conditional because either is open, or neither. */
  statuses: Uint8Array
  /** What a wanted form and mode earn, and how much of it is known. */
  credit: number
  known: number
  isFormKnown: boolean
  isModeKnown: boolean
  /** Whether she would work anywhere but at home, and at home. */
  isOut: boolean
  isRemote: boolean
  offsets: Int32Array
}

export function wantedOf({ employmentForms, workModes }: Pick<JobseekerFacts, 'employmentForms' | 'workModes'>): Wanted {
  const forms = employmentFormCodes.map((code) => employmentForms === null || employmentForms.includes(code))
  const modes = workModeCodes.map((code) => workModes === null || workModes.includes(code))
  const open = Number(employmentForms === null) + Number(workModes === null)
  const statuses = new Uint8Array(1 << flag.education).fill(2)
  for (const [form, isForm] of forms.entries()) {
    for (const [mode, isMode] of modes.entries()) if (isForm && isMode) statuses[form | (mode << flag.mode)] = Math.min(1, open)
  }
  return {
    statuses,
    credit: (2 - open) * full + open * neutral,
    known: ((2 - open) * full) / 4,
    isFormKnown: employmentForms !== null,
    isModeKnown: workModes !== null,
    isOut: workModeCodes.some((code, mode) => code !== 'remote' && modes[mode] === true),
    isRemote: modes[workModeCodes.indexOf('remote')] === true,
    offsets: offsetsOf([
      ...forms.flatMap((isWanted, form) => (isWanted ? [] : [bitmap.notForm + form])),
      ...modes.flatMap((isWanted, mode) => (isWanted ? [] : [bitmap.notMode + mode])),
    ]),
  }
}

/** Where in a block the bitmaps stand. */
export function offsetsOf(bitmaps: readonly number[]): Int32Array {
  return Int32Array.from(bitmaps, (which) => which * blockWords)
}
