import type { MeasurePatch, measureKinds, measureOutcomes, NewMeasure } from '@zhihe/contracts/register-plan'
import { addMonths, addYears, chinaDay } from './china-day.ts'
import type { Refusal } from './refusal.ts'

export interface Measure {
  id: string
  kind: (typeof measureKinds)[number]
  agreedOn: string
  dueOn: string
  doneOn: string | null
  outcome: (typeof measureOutcomes)[number] | null
  recordedAt: Date
  changedAt: Date
}

export type Employment = 'employed' | 'left_job' | 'unknown'

// 百分百跟踪回访 (GZ 14); HZ 二(三)7 counts a job as stable after a year.
const followUpMonths = [1, 3, 6, 12]
const earliest = '1900-01-01'

export function checkMeasure({ agreedOn, dueOn, doneOn, outcome }: NewMeasure, now: Date): Refusal[] {
  const refusals: Refusal[] = []
  if (agreedOn > chinaDay(now)) refusals.push({ pointer: '/agreedOn', reason: 'in_the_future' })
  if (agreedOn < earliest) refusals.push({ pointer: '/agreedOn', reason: 'too_long_ago' })
  return [...refusals, ...checkDays({ agreedOn, dueOn, doneOn: doneOn ?? null, outcome: outcome ?? null }, now)]
}

export type Patched = { ok: true; measure: Measure } | { ok: false; refusals: Refusal[] }

/** An outcome goes with the day on which it was done: taking back the day takes back both. */
export function patchMeasure(measure: Measure, { dueOn, doneOn, outcome }: MeasurePatch, now: Date): Patched {
  const patched = {
    ...measure,
    dueOn: dueOn ?? measure.dueOn,
    doneOn: doneOn === undefined ? measure.doneOn : doneOn,
    outcome: outcome === undefined ? (doneOn === null ? null : measure.outcome) : outcome,
    changedAt: now,
  }
  const refusals = checkDays(patched, now)
  return refusals.length > 0 ? { ok: false, refusals } : { ok: true, measure: patched }
}

function checkDays({ agreedOn, dueOn, doneOn, outcome }: Pick<Measure, 'agreedOn' | 'dueOn' | 'doneOn' | 'outcome'>, now: Date): Refusal[] {
  const refusals: Refusal[] = []
  if (dueOn < agreedOn) refusals.push({ pointer: '/dueOn', reason: 'before_start' })
  if (doneOn !== null && doneOn < agreedOn) refusals.push({ pointer: '/doneOn', reason: 'before_start' })
  if (doneOn !== null && doneOn > chinaDay(now)) refusals.push({ pointer: '/doneOn', reason: 'in_the_future' })
  if (outcome !== null && doneOn === null) refusals.push({ pointer: '/outcome', reason: 'needs_done_on' })
  return refusals
}

export function isOverdue({ dueOn, doneOn }: Pick<Measure, 'dueOn' | 'doneOn'>, day: string): boolean {
  return doneOn === null && dueOn < day
}

/** What the last measure that says something of work says. They come in the order of the ledger. */
export function employmentOf(measures: readonly Measure[]): Employment {
  return wordsOf(measures).at(-1)?.employment ?? 'unknown'
}

/** The days on which she is to be asked how work goes: counted from the hire, and met in order by follow-ups that were done since. */
export function followUpsDue(measures: readonly Measure[]): string[] {
  const hired = hiredOn(measures)
  if (hired === null) return []
  const asked = measures.filter(({ kind, doneOn }) => kind === 'follow_up' && doneOn !== null && doneOn > hired).length
  return followUpMonths.slice(asked).map((months) => addMonths(hired, months))
}

/** 一年一更新: a year after the last confirmation, or after the registration. */
export function confirmationDueOn(registeredAt: Date, lastConfirmedAt: Date | null): string {
  return addYears(chinaDay(lastConfirmedAt ?? registeredAt), 1)
}

interface Word {
  employment: Exclude<Employment, 'unknown'>
  on: string
}

const saying: Partial<Record<NonNullable<Measure['outcome']>, Word['employment']>> = {
  hired: 'employed',
  still_employed: 'employed',
  left_job: 'left_job',
}

/** What measures say of work, oldest first; of one day the one that was recorded later comes last. */
function wordsOf(measures: readonly Measure[]): Word[] {
  const words = measures.flatMap(({ outcome, doneOn }) => {
    const employment = outcome === null ? undefined : saying[outcome]
    return doneOn === null || employment === undefined ? [] : [{ employment, on: doneOn }]
  })
  return words.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
}

/** When the job began that she has now; null without one. If nobody recorded the hire, the first word that she is at work is taken for it. */
function hiredOn(measures: readonly Measure[]): string | null {
  const words = wordsOf(measures)
  const left = words.findLastIndex(({ employment }) => employment === 'left_job')
  return words[left + 1]?.on ?? null
}
