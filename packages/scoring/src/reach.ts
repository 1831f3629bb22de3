import { isWithinRegion, prefectureOf, regionLevel } from '@zhihe/vocabulary/region'
import type { JobseekerFacts, PostingFacts } from './facts.ts'

export type Reach = 'remote' | 'same_county' | 'same_prefecture' | 'elsewhere' | 'unknown' | 'outside'

/**
 * How the place of work lies to the person. `elsewhere`: farther away, but she is willing. `outside`: beyond the limits she set, or, when
 * she set none, beyond the prefecture she lives in.
 */
export function reachOf(posting: PostingFacts, jobseeker: JobseekerFacts): Reach {
  if (posting.workMode === 'remote') return 'remote'
  const { regionCode: home, willingRegions } = jobseeker
  if (willingRegions === null) return home === null ? 'unknown' : nearness(home, posting.regionCode)
  if (!willingRegions.some((region) => overlaps(posting.regionCode, region))) return 'outside'
  const near = home === null ? 'outside' : nearness(home, posting.regionCode)
  return near === 'outside' ? 'elsewhere' : near
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
