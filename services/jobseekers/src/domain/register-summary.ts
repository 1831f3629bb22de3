import { type RegisterSummary, smallestCount } from '@zhihe/contracts/jobseeker-list'
import { statusCodes } from '@zhihe/contracts/register-file'
import { type StatusCode, statusLabels } from './status.ts'

/** Of the active people of a region, counted. */
export interface Counts {
  people: number
  statuses: Readonly<Partial<Record<StatusCode, number>>>
  employed: number
  registeredUnemployed: number
  leftJob: number
  confirmedThisYear: number
  overdue: number
}

/** The ledger (台账). No figure speaks of 1 to 4 people, nor can such a figure be worked out from those beside it. */
export function summarise(counts: Counts): Omit<RegisterSummary, 'asOf' | 'regionCode'> {
  const { people, employed, registeredUnemployed, leftJob, confirmedThisYear, overdue } = counts
  const [shownEmployed, shownUnemployed, shownLeft, shownUnknown] = hideSmallParts([
    employed,
    registeredUnemployed,
    leftJob,
    people - employed - registeredUnemployed - leftJob,
  ])
  const [thisYear, earlier, late] = hideSmallParts([confirmedThisYear, people - confirmedThisYear - overdue, overdue])
  return {
    smallestCount,
    people: isSmall(people) ? null : people,
    statuses: statusCodes.map((code) => ({ code, ...statusLabels[code], people: shownOf(counts.statuses[code] ?? 0, people) })),
    employment: {
      employed: shownEmployed ?? null,
      registeredUnemployed: shownUnemployed ?? null,
      leftJob: shownLeft ?? null,
      unknown: shownUnknown ?? null,
    },
    confirmation: { thisYear: thisYear ?? null, earlier: earlier ?? null, overdue: late ?? null },
  }
}

/** A part of a whole that is known: neither it nor the rest may be small. */
function shownOf(part: number, whole: number): number | null {
  return isSmall(part) || isSmall(whole - part) ? null : part
}

/**
 * Parts that make up a whole that is known. What is small is hidden, and with it the next smallest until those hidden are more than one and not few
 * together: else the whole less the rest would give it back.
 */
function hideSmallParts(parts: readonly number[]): (number | null)[] {
  const ascending = parts.map((size, at) => ({ size, at })).toSorted((a, b) => a.size - b.size)
  const hidden = new Set<number>()
  let sum = 0
  for (const { size, at } of ascending) {
    const isEnough = hidden.size === 0 || (hidden.size > 1 && sum >= smallestCount)
    if (size === 0 || (!isSmall(size) && isEnough)) continue
    hidden.add(at)
    sum += size
  }
  return parts.map((size, at) => (hidden.has(at) ? null : size))
}

function isSmall(people: number): boolean {
  return people > 0 && people < smallestCount
}
