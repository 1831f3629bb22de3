import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { weights } from '@zhihe/scoring/weights'
import { isWithinRegion, prefectureOf } from '@zhihe/vocabulary/region'
import { outcomeOf, pointsOf } from './part-of.ts'

/** Partitions: a prefecture by its code, and two that are none. */
export const anywhere = 0
export const remotePool = 1

export interface Places {
  /** The regions of a partition's postings, in the order of the bytes. */
  regionsOf: (partition: number) => readonly string[]
  partitions: readonly number[]
  /** Points of the location by code: 0 excludes, an even code is met, an odd one asks first. */
  points: () => readonly number[]
  /** For each partition a person could be found in, one code per region of it. */
  reachOf: (jobseeker: JobseekerFacts) => ReadonlyMap<number, Uint8Array>
  /** By region of a posting, all regions of the world in order: for the other direction. */
  allRegions: readonly string[]
  codeOf: (jobseeker: JobseekerFacts, region: string) => number
}

/** The partition of an onsite posting. */
export function partitionOf(region: string): number {
  return Number(prefectureOf(region) ?? region)
}

/** How the people of a world lie to the regions where its postings are. Outcomes come from scoring and are kept per set of place facts. */
export function placesOf(regions: Iterable<string>): Places {
  const allRegions = [...new Set(regions)].sort((a, b) => Number(a) - Number(b))
  const byPartition = Map.groupBy(allRegions, partitionOf)
  const points = [0, 0]
  const codes = new Map<number, number>()
  const memo = new Map<string, ReadonlyMap<number, Uint8Array>>()

  const codeOf = (jobseeker: JobseekerFacts, region: string): number => {
    const { tier, score } = outcomeOf('location', { regionCode: region, workMode: 'onsite' }, placeFacts(jobseeker))
    if (tier === 'excluded') return 0
    const own = pointsOf(weights.location, score)
    let code = codes.get(own)
    if (code === undefined) {
      code = points.length
      codes.set(own, code)
      points.push(own, own)
    }
    return tier === 'eligible' ? code : code + 1
  }

  const reachOf = (jobseeker: JobseekerFacts): ReadonlyMap<number, Uint8Array> => {
    const key = JSON.stringify(placeFacts(jobseeker))
    const known = memo.get(key)
    if (known !== undefined) return known
    const reach = new Map<number, Uint8Array>()
    for (const partition of candidates(jobseeker, [...byPartition.keys()])) {
      const own = partition === anywhere ? new Uint8Array(64).fill(codeOf(jobseeker, allRegions[0] ?? '')) : undefined
      const bytes = own ?? Uint8Array.from(byPartition.get(partition) ?? [], (region) => codeOf(jobseeker, region))
      if (bytes.some((code) => code > 0)) reach.set(partition, bytes)
    }
    memo.set(key, reach)
    return reach
  }

  return {
    regionsOf: (partition) => byPartition.get(partition) ?? [],
    partitions: [...byPartition.keys()],
    points: () => points,
    reachOf,
    allRegions,
    codeOf,
  }
}

// Who has said nothing about places is a question everywhere, and equally much; everybody else is near a few prefectures.
function candidates({ regionCode: home, willingRegions }: JobseekerFacts, partitions: readonly number[]): readonly number[] {
  if (home === null && willingRegions === null) return [anywhere]
  const named = [...(home === null ? [] : [home]), ...(willingRegions ?? [])]
  return partitions.filter((partition) =>
    named.some((code) => {
      const prefecture = prefectureOf(code)
      return prefecture === null ? isWithinRegion(String(partition), code) : Number(prefecture) === partition
    }),
  )
}

type PlaceFacts = Pick<JobseekerFacts, 'regionCode' | 'willingRegions' | 'commuteMaxKm' | 'commuteMaxMinutes' | 'commuteModes'>

function placeFacts({ regionCode, willingRegions, commuteMaxKm, commuteMaxMinutes, commuteModes }: JobseekerFacts): PlaceFacts {
  return { regionCode, willingRegions, commuteMaxKm, commuteMaxMinutes, commuteModes }
}
