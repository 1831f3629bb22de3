import { ageAt, minimumWorkingAge, retirementMonth } from '@zhihe/vocabulary/working-age'
import type { JobseekerFacts, Pair } from '../facts.ts'
import type { Notebook } from '../notebook.ts'
import { relaxationFor } from './relaxed.ts'
import type { Check, Finding } from './rule.ts'

const chinaOffsetMs = 8 * 60 * 60 * 1_000

interface AgeLimits {
  min: number
  /** Infinity: none. */
  max: number
}

/** Legal working age, then the posting's own range unless a plan relaxes it. */
export const checkAge: Check = (pair, notebook) => {
  const { jobseeker } = pair
  const month = monthInChina(pair.context.at)
  const limits = postingLimits(pair, notebook)
  if (jobseeker.birthMonth === null) return askBirthMonth(pair, { month, limits, notebook })

  const age = ageAt(jobseeker.birthMonth, month)
  if (age < minimumWorkingAge) return 'below_working_age'
  const legal = checkRetirement(jobseeker, jobseeker.birthMonth, month)
  if (legal === 'above_working_age') return legal
  if (age < limits.min || age > limits.max) return 'outside_posting_age'
  if (legal === 'conditional') notebook?.action({ code: 'confirm_working_age' })
  return legal
}

// Sex matters only between the two retirement months, so only there is it asked for.
function checkRetirement({ sex }: JobseekerFacts, birthMonth: string, month: string): Finding {
  if (sex !== null) return month < retirementMonth(sex, birthMonth) ? null : 'above_working_age'
  if (month < retirementMonth('female', birthMonth)) return null
  return month < retirementMonth('male', birthMonth) ? 'conditional' : 'above_working_age'
}

interface Question {
  month: string
  limits: AgeLimits
  notebook: Notebook | undefined
}

// The youngest age the posting takes decides whether any answer could be the right one.
function askBirthMonth({ jobseeker }: Pair, { month, limits, notebook }: Question): Finding {
  const youngest = Math.max(minimumWorkingAge, limits.min)
  if (youngest > limits.max) return 'outside_posting_age'
  const bornIn = `${String(Number(month.slice(0, 4)) - youngest).padStart(4, '0')}${month.slice(4)}`
  const legal = checkRetirement(jobseeker, bornIn, month)
  if (legal === 'above_working_age') return 'outside_posting_age'
  const maxAge = limits.max === Infinity ? {} : { maxAge: limits.max }
  notebook?.action({ code: 'confirm_age', params: { minAge: youngest, ...maxAge, bornIn } })
  if (legal === 'conditional') notebook?.action({ code: 'confirm_working_age' })
  return 'conditional'
}

function postingLimits(pair: Pair, notebook: Notebook | undefined): AgeLimits {
  const range = pair.posting.age
  if (range === null) return { min: 0, max: Infinity }
  const relaxation = relaxationFor(pair, 'age')
  if (relaxation === null) return { min: range.min ?? 0, max: range.max ?? Infinity }
  notebook?.evidence('policy', 'met', { code: 'age_relaxed', params: { source: relaxation.source } })
  return { min: 0, max: Infinity }
}

/** `YYYY-MM` on the calendar of the People's Republic, whatever the zone of the machine. */
function monthInChina(at: Date): string {
  const there = new Date(at.getTime() + chinaOffsetMs)
  return `${String(there.getUTCFullYear()).padStart(4, '0')}-${String(there.getUTCMonth() + 1).padStart(2, '0')}`
}
