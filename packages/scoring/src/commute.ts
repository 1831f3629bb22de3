import { type Commute, type CommuteMode, commuteMinutes, commuteModeCodes, leastCommuteMinutes } from '@zhihe/vocabulary/commute'
import type { JobseekerFacts, PostingFacts } from './facts.ts'
import { type Reach, reachOf, wayTo } from './reach.ts'

/** How she is taken to travel while nobody has said. */
const assumedModes: readonly CommuteMode[] = ['public_transport']

/**
 * How far work lies from home, estimated between two counties, or null: the place of one of them is not known, the work is remote, or it
 * is so far that going there is a move and no commute.
 */
export function commuteOf(posting: PostingFacts, jobseeker: JobseekerFacts, reach: Reach = reachOf(posting, jobseeker)): Commute | null {
  if (reach !== 'same_county' && reach !== 'same_prefecture') return null
  return jobseeker.regionCode === null ? null : wayTo(posting.regionCode, jobseeker.regionCode).commute
}

/** Minutes one way by the fastest of her modes, by public transport where none is known. */
export function minutesOf({ hectometres }: Commute, { commuteModes }: JobseekerFacts): number {
  return fastest(hectometres, known(commuteModes) ?? assumedModes, commuteMinutes)
}

/**
 * Whether even the nearest homes and places of work of the two counties lie beyond her limits. Modes nobody has named may be any: an
 * assumption turns nobody away.
 */
export function isBeyondLimits({ atLeastHectometres }: Commute, jobseeker: JobseekerFacts): boolean {
  const { commuteMaxKm, commuteMaxMinutes, commuteModes } = jobseeker
  if (commuteMaxKm !== null && atLeastHectometres > commuteMaxKm * hectometresPerKm) return true
  return (
    commuteMaxMinutes !== null &&
    fastest(atLeastHectometres, known(commuteModes) ?? commuteModeCodes, leastCommuteMinutes) > commuteMaxMinutes
  )
}

export const hectometresPerKm = 10

function known(modes: JobseekerFacts['commuteModes']): JobseekerFacts['commuteModes'] {
  return modes !== null && modes.length > 0 ? modes : null
}

function fastest(hectometres: number, modes: readonly CommuteMode[], minutesBy: typeof commuteMinutes): number {
  let least = Number.POSITIVE_INFINITY
  for (const mode of modes) least = Math.min(least, minutesBy(hectometres, mode))
  return least
}
