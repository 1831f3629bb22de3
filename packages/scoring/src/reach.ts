import { type Commute, estimateCommute } from '@zhihe/vocabulary/commute'
import { isWithinRegion, prefectureOf, regionLevel } from '@zhihe/vocabulary/region'
import type { JobseekerFacts, PostingFacts } from './facts.ts'
import { remembering } from './remembered.ts'

export type Reach = 'remote' | 'same_county' | 'same_prefecture' | 'elsewhere' | 'unknown' | 'outside'

/** From a region where somebody lives or would go to the place of work. */
interface Way {
  nearness: Reach
  /** Whether one of the two lies in the other. */
  isShared: boolean
  /** Estimated between two counties; null when the place of one of them is not known. */
  commute: Commute | null
}

/** What lies between the place of work and another region: neither of them moves. */
export const wayTo = remembering((place, region): Way => {
  return { nearness: nearness(region, place), isShared: overlaps(region, place), commute: estimateCommute(region, place) }
})

/**
 * How the place of work lies to the person. `elsewhere`: farther away, but she is willing. `outside`: beyond the limits she set, or, when
 * she set none, beyond the prefecture she lives in.
 */
export function reachOf(posting: PostingFacts, jobseeker: JobseekerFacts): Reach {
  if (posting.workMode === 'remote') return 'remote'
  const { regionCode: place } = posting
  const { regionCode: home, willingRegions } = jobseeker
  if (willingRegions === null) return home === null ? 'unknown' : wayTo(place, home).nearness
  if (!isAmong(willingRegions, place)) return 'outside'
  const near = home === null ? 'outside' : wayTo(place, home).nearness
  return near === 'outside' ? 'elsewhere' : near
}

function isAmong(regions: readonly string[], place: string): boolean {
  for (const region of regions) if (wayTo(place, region).isShared) return true
  return false
}

function nearness(home: string, place: string): Reach {
  if (home === place && regionLevel(place) === 'county') return 'same_county'
  const prefecture = prefectureOf(place)
  if (prefecture !== null && prefecture === prefectureOf(home)) return 'same_prefecture'
  return overlaps(home, place) ? 'elsewhere' : 'outside'
}

// Either may be written coarsely: a posting "in Zhejiang" may well be in her city.
function overlaps(a: string, b: string): boolean {
  return isWithinRegion(a, b) || isWithinRegion(b, a)
}
