import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { isWithinRegion } from '@zhihe/vocabulary/region'
import type { MatchFilter } from './asks.ts'

/** A filter asks for what is known: a home or a mode that nobody has stated does not pass. */
export function passesAsJobseeker(jobseeker: JobseekerFacts, { regionCode, workMode }: MatchFilter = {}): boolean {
  if (regionCode !== undefined && (jobseeker.regionCode === null || !isWithinRegion(jobseeker.regionCode, regionCode))) return false
  return workMode === undefined || (jobseeker.workModes?.includes(workMode) ?? false)
}

export function passesAsPosting(posting: PostingFacts, { regionCode, workMode }: MatchFilter = {}): boolean {
  if (regionCode !== undefined && !isWithinRegion(posting.regionCode, regionCode)) return false
  return workMode === undefined || posting.workMode === workMode
}
