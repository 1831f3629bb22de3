import type { Profile } from '@zhihe/contracts/jobseeker'
import type { NewStatus, statusCodes, statusSources } from '@zhihe/contracts/register-file'
import { addDays, addYears, chinaDay, startOfDay } from './china-day.ts'
import type { Refusal } from './refusal.ts'

export type StatusCode = (typeof statusCodes)[number]

export interface Status {
  id: string
  code: StatusCode
  source: (typeof statusSources)[number]
  /** First day. */
  since: string
  /** Last day; null: no end known. */
  until: string | null
  recordedAt: Date
}

export interface Suggestion {
  code: StatusCode
  since: string
  until: string
}

export const statusLabels = {
  employment_difficulty: { zh: '就业困难人员', en: 'has difficulty finding work' },
  subsistence_allowance: { zh: '低保', en: 'receives the subsistence allowance' },
  dibao_edge: { zh: '低保边缘', en: 'just above the subsistence allowance' },
  low_income_family: { zh: '低收入家庭', en: 'low-income family' },
  poverty_alleviated: { zh: '脱贫户', en: 'lifted out of poverty' },
  zero_employment_family: { zh: '零就业家庭', en: 'family without anybody at work' },
  hardship_family: { zh: '困难残疾人家庭', en: 'family in hardship' },
  fresh_graduate: { zh: '应届毕业生', en: 'recent graduate' },
  rural: { zh: '农村户籍', en: 'rural' },
  registered_unemployed: { zh: '登记失业', en: 'registered as unemployed' },
} as const satisfies Record<StatusCode, { zh: string; en: string }>

// The codes that profile.statuses knows.
const listed: readonly Profile['statuses'][number][] = [
  'employment_difficulty',
  'subsistence_allowance',
  'zero_employment_family',
  'fresh_graduate',
  'rural',
  'registered_unemployed',
]

// 两年择业期: HZ 二(一)3 counts "毕业2年以内".
const graduateYears = 2
const earliest = '1900-01-01'

export function checkStatus({ since }: Pick<NewStatus, 'since'>, now: Date): Refusal[] {
  if (since > chinaDay(now)) return [{ pointer: '/since', reason: 'in_the_future' }]
  return since < earliest ? [{ pointer: '/since', reason: 'too_long_ago' }] : []
}

/** A status may be said to end on any day from its first one on. */
export function checkEnd({ since }: Pick<Status, 'since'>, until: string): Refusal[] {
  return until < since ? [{ pointer: '/until', reason: 'before_start' }] : []
}

export function isInForce({ since, until }: Pick<Status, 'since' | 'until'>, day: string): boolean {
  return since <= day && (until === null || day <= until)
}

export function codesInForce(statuses: readonly Status[], day: string): StatusCode[] {
  return [...new Set(statuses.filter((one) => isInForce(one, day)).map(({ code }) => code))].toSorted()
}

/** The simple list of old callers: what holds, in the order in which they wrote it. */
export function listStatuses(before: Profile['statuses'], statuses: readonly Status[], day: string): Profile['statuses'] {
  const holding = new Set<string>(codesInForce(statuses, day))
  const kept = before.filter((code) => holding.has(code))
  return [...kept, ...listed.filter((code) => holding.has(code) && !kept.includes(code))]
}

/** When time alone ends the next status. */
export function nextStatusEnd(statuses: readonly Status[], day: string): Date | null {
  const ends = statuses.flatMap(({ until }) => (until !== null && until >= day ? [until] : [])).toSorted()
  return ends[0] === undefined ? null : startOfDay(addDays(ends[0], 1))
}

/** A graduate of the last two years is `fresh_graduate`, until somebody has recorded it, or two years have passed. */
export function suggestStatuses({ graduatedOn }: Pick<Profile, 'graduatedOn'>, statuses: readonly Status[], day: string): Suggestion[] {
  if (graduatedOn === undefined || graduatedOn > day) return []
  const until = addDays(addYears(graduatedOn, graduateYears), -1)
  const isRecorded = statuses.some((one) => one.code === 'fresh_graduate' && (one.until ?? until) >= graduatedOn)
  return day <= until && !isRecorded ? [{ code: 'fresh_graduate', since: graduatedOn, until }] : []
}
