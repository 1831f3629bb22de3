import type { Profile } from '@zhihe/contracts/jobseeker'
import type { NewAssessment } from '@zhihe/contracts/register-file'
import { addDays, addYears, chinaDay, startOfDay } from './china-day.ts'
import type { Refusal } from './refusal.ts'

export type Capability = Profile['capabilities'][number]

/** One result, as it is kept beside the profile. */
export interface AssessedItem extends Pick<Capability, 'icf' | 'difficulty'> {
  /** It counts from here on, ISO 8601. */
  at: string
  /** It counts before this, ISO 8601. */
  until: string
}

export interface Assessment extends Pick<NewAssessment, 'instrument' | 'assessor' | 'items'> {
  id: string
  at: Date
  validUntil: Date
  recordedAt: Date
}

// No instrument of the plans is repeated less often; a longer validity is a slip of the pen.
const longestValidityYears = 5
const earliest = Date.parse('1900-01-01T00:00:00Z')

export function checkAssessment({ at, validUntil }: Pick<NewAssessment, 'at' | 'validUntil'>, now: Date): Refusal[] {
  const [from, to] = [new Date(at), new Date(validUntil)]
  const refusals: Refusal[] = []
  if (from > now) refusals.push({ pointer: '/at', reason: 'in_the_future' })
  if (from.getTime() < earliest) refusals.push({ pointer: '/at', reason: 'too_long_ago' })
  if (to <= from) refusals.push({ pointer: '/validUntil', reason: 'before_start' })
  if (to >= startOfDay(addDays(addYears(chinaDay(from), longestValidityYears), 1)))
    refusals.push({ pointer: '/validUntil', reason: 'valid_too_long' })
  return refusals
}

export function isValid({ at, validUntil }: Pick<Assessment, 'at' | 'validUntil'>, now: Date): boolean {
  return at <= now && now < validUntil
}

/** What may still count of the assessments, which come in the order of the ledger: the newest first, of one time the one recorded later. */
export function assessedItems(assessments: readonly Assessment[], now: Date): AssessedItem[] {
  return newestFirst(assessments)
    .filter(({ validUntil }) => now < validUntil)
    .flatMap(({ items, at, validUntil }) =>
      items.map(({ icf, difficulty }) => ({ icf, difficulty, at: at.toISOString(), until: validUntil.toISOString() })),
    )
}

export function newestFirst<T extends { at: Date }>(ledger: readonly T[]): T[] {
  return ledger.toReversed().toSorted((a, b) => b.at.getTime() - a.at.getTime())
}

/**
 * What counts of a person at a time: of each code the newest assessment that is valid, else what is stated. When its validity ends, an assessment
 * uncovers what it covered: an older one that is still valid, her own word, or nothing.
 */
export function capabilitiesInForce(stated: readonly Capability[], assessed: readonly AssessedItem[], at: Date): Capability[] {
  const counting = new Map<string, Capability>()
  for (const item of assessed) {
    const isCounting = Date.parse(item.at) <= at.getTime() && at.getTime() < Date.parse(item.until)
    if (isCounting && !counting.has(item.icf)) {
      counting.set(item.icf, { icf: item.icf, difficulty: item.difficulty, source: 'assessed', at: item.at })
    }
  }
  const covered = stated.map((one) => counting.get(one.icf) ?? one)
  const known = new Set(stated.map(({ icf }) => icf))
  return [...covered, ...[...counting.values()].filter(({ icf }) => !known.has(icf))]
}

/**
 * Of a list that was read and sent back: what it says for the person, without the echo of what was assessed. Else a result would stay as her own word
 * when its validity is over.
 */
export function withoutEcho(given: readonly Capability[], before: readonly Capability[], inForce: readonly Capability[]): Capability[] {
  return given.flatMap((one) => {
    const isEcho =
      one.source === 'assessed' &&
      inForce.some(({ icf, difficulty, source }) => {
        return source === 'assessed' && icf === one.icf && difficulty === one.difficulty
      })
    return isEcho ? before.filter(({ icf }) => icf === one.icf) : [one]
  })
}

/** When time alone changes next what counts. */
export function nextAssessmentEnd(assessed: readonly AssessedItem[], now: Date): Date | null {
  const ends = assessed.map(({ until }) => Date.parse(until)).filter((end) => end > now.getTime())
  return ends.length === 0 ? null : new Date(Math.min(...ends))
}
