import { ageAt, minimumWorkingAge, retirementMonth } from '@zhihe/vocabulary/working-age'
import { evidenceBy, saying, sayingBy } from '../explain-telling.ts'
import type { Pair } from '../facts.ts'
import type { Notebook } from '../notebook.ts'
import { remembering } from '../remembered.ts'
import { relaxationFor } from './relaxed.ts'
import type { Check, Finding } from './rule.ts'

const chinaOffsetMs = 8 * 60 * 60 * 1_000

const confirmAge = sayingBy('confirm_age', 'minAge', 'maxAge', 'bornIn')
const confirmWorkingAge = saying('confirm_working_age')
const ageIn = remembering((month, birthMonth) => ageAt(birthMonth, month))
const retirementIn = remembering((regionCode, birthMonth) => ({
  male: retirementMonth('male', birthMonth, regionCode),
  female: retirementMonth('female', birthMonth, regionCode),
}))

const ageRelaxed = evidenceBy('met', 'age_relaxed', 'source')

interface AgeLimits {
  min: number
  /** Infinity: none. */
  max: number
}

/** Legal working age where and when the work is, then the posting's own range unless a plan relaxes it. */
export const checkAge: Check = (pair, notebook) => {
  const { jobseeker } = pair
  const month = monthInChina(pair.context.at)
  const limits = postingLimits(pair)
  if (jobseeker.birthMonth === null) return askBirthMonth(pair, { month, limits, notebook })

  const age = ageIn(month, jobseeker.birthMonth)
  if (age < minimumWorkingAge) return 'below_working_age'
  const legal = checkRetirement(pair, jobseeker.birthMonth, month)
  if (legal === 'above_working_age') return legal
  if (age < limits.min || age > limits.max) return 'outside_posting_age'
  if (legal === 'conditional') notebook?.action(confirmWorkingAge)
  return legal
}

/** Says which plan relaxes the posting's own limits. */
export function noteRelaxedAge(pair: Pair, notebook: Notebook): void {
  const relaxation = pair.posting.age === null ? null : relaxationFor(pair, 'age')
  if (relaxation !== null) notebook.evidence('policy', ageRelaxed(relaxation.source))
}

// Sex matters only between the two retirement months, so only there is it asked for.
function checkRetirement({ posting: { regionCode }, jobseeker: { sex } }: Pair, birthMonth: string, month: string): Finding {
  const retires = retirementIn(regionCode, birthMonth)
  if (sex !== null) return month < retires[sex] ? null : 'above_working_age'
  if (month < retires.female) return null
  return month < retires.male ? 'conditional' : 'above_working_age'
}

interface Question {
  month: string
  limits: AgeLimits
  notebook: Notebook | undefined
}

// The youngest age the posting takes decides whether any answer could be the right one.
function askBirthMonth(pair: Pair, { month, limits, notebook }: Question): Finding {
  const youngest = Math.max(minimumWorkingAge, limits.min)
  if (youngest > limits.max) return 'outside_posting_age'
  const bornIn = `${String(Number(month.slice(0, 4)) - youngest).padStart(4, '0')}${month.slice(4)}`
  const legal = checkRetirement(pair, bornIn, month)
  if (legal === 'above_working_age') return 'outside_posting_age'
  notebook?.action(confirmAge(youngest, limits.max === Infinity ? undefined : limits.max, bornIn))
  if (legal === 'conditional') notebook?.action(confirmWorkingAge)
  return 'conditional'
}

function postingLimits(pair: Pair): AgeLimits {
  const range = pair.posting.age
  if (range === null || relaxationFor(pair, 'age') !== null) return { min: 0, max: Infinity }
  return { min: range.min ?? 0, max: range.max ?? Infinity }
}

// A list is judged for one moment, so the last answer is nearly always the one asked for.
let lastMonth = { at: Number.NaN, text: '' }

/** `YYYY-MM` on the calendar of the People's Republic, whatever the zone of the machine. */
function monthInChina(date: Date): string {
  const at = date.getTime()
  if (at !== lastMonth.at) {
    const there = new Date(at + chinaOffsetMs)
    const text = `${String(there.getUTCFullYear()).padStart(4, '0')}-${String(there.getUTCMonth() + 1).padStart(2, '0')}`
    lastMonth = { at, text }
  }
  return lastMonth.text
}
