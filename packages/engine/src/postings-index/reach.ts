import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { partOf } from '@zhihe/scoring/parts'
import { reachOf } from '@zhihe/scoring/reach'
import { unsaidJobseeker, unsaidPosting } from '@zhihe/scoring/unsaid-facts'
import type { Wanted } from './person-parts.ts'
import { isExcluded, scoreMask } from './sheet.ts'
import { ratingOf } from './tables.ts'
import type { Terms } from './terms.ts'

/** The partitions a person may look at, the best rated first, and how she is rated for the place: the same for all postings there. */
export interface Reach {
  partitions: Int32Array
  /** Packed ratings of the location, one a partition. */
  ratings: Int32Array
  count: number
}

/** Where those may work who live in one place and would go to the same ones. */
export interface Area {
  partitions: readonly number[]
  /** Packed ratings; -1 where it depends on how far she would go. */
  ratings: readonly number[]
  /** The number of the home. */
  home: number
}

/** What decides where she may work; her limits in full only where it depends on them. */
export type PlaceFacts = Pick<JobseekerFacts, 'regionCode' | 'willingRegions'>
export type WholeFacts = () => JobseekerFacts

const rememberedLimits = 32_768
const mostLimits = 2 ** 20
const remotePosting: PostingFacts = { ...unsaidPosting, workMode: 'remote' }
const isCode = /^\d{6}$/

/**
 * Reaches of people. Home and willing regions are kept apart from her limits: together they are nearly as many as people, apart they are met
 * again by neighbours.
 */
export function createReaches(regions: Terms) {
  // Ratings by partition, of those who live in one place and have the same limits.
  const near = new Map<number, Map<number, number>>()
  const byPrefix = createPrefixes(regions)
  const homes = new Map<string | null, number>()
  // One posting a region, made once: a person is rated against a dozen of them.
  const postings: PostingFacts[] = []
  const postingIn = (place: number): PostingFacts => (postings[place] ??= { ...unsaidPosting, regionCode: regions.text(place) })
  const reach = emptyReach()

  /** Of as many regions as have postings now; with more it has to be made again. */
  const areaOf = (facts: PlaceFacts): Area => {
    const home = homes.get(facts.regionCode) ?? homes.size
    homes.set(facts.regionCode, home)
    return { ...rateArea({ ...unsaidJobseeker, ...facts }, byPrefix(lookedAt(facts)), postingIn), home }
  }

  /** `limits` is a number below a million for how far she would go, the same only for the same limits. */
  const reachFrom = (area: Area, limits: number, { isOut, isRemote }: Wanted, facts: WholeFacts): Reach => {
    const { partitions, ratings, home } = area
    if (reach.ratings.length < partitions.length) {
      reach.partitions = new Int32Array(partitions.length * 2)
      reach.ratings = new Int32Array(partitions.length * 2)
    }
    reach.count = 0
    let known: Map<number, number> | undefined
    for (let place = 0; place < partitions.length; place += 1) {
      const partition = partitions[place] as number
      if (partition === 0 ? !isRemote : !isOut) continue
      let rating = ratings[place] as number
      if (rating < 0) {
        known ??= nearOf(home * mostLimits + limits)
        rating = known.get(partition) ?? -1
        if (rating < 0) known.set(partition, (rating = ratingOf(location, postingIn(partition - 1), facts())))
      }
      if (rating < isExcluded) insert(reach, partition, rating)
    }
    return reach
  }

  const nearOf = (key: number): Map<number, number> => {
    const held = near.get(key)
    if (held !== undefined) return held
    if (near.size >= rememberedLimits) near.clear()
    const made = new Map<number, number>()
    near.set(key, made)
    return made
  }

  return { areaOf, reachFrom }
}

export function emptyReach(): Reach {
  return { partitions: new Int32Array(64), ratings: new Int32Array(64), count: 0 }
}

// The best first: what comes later is measured against it.
function insert(reach: Reach, partition: number, rating: number): void {
  const { partitions, ratings } = reach
  let place = reach.count
  while (place > 0 && ((ratings[place - 1] as number) & scoreMask) < (rating & scoreMask)) {
    partitions[place] = partitions[place - 1] as number
    ratings[place] = ratings[place - 1] as number
    place -= 1
  }
  partitions[place] = partition
  ratings[place] = rating
  reach.count += 1
}

const location = partOf('location')

// Whoever says where she would work is asked about nowhere else; without any word, everywhere is in question.
function lookedAt({ regionCode, willingRegions }: PlaceFacts): readonly string[] | null {
  return willingRegions ?? (regionCode === null ? null : [regionCode])
}

// Only what can be commuted to depends on more than home and willing regions, and then on home, limits and the region alone.
function rateArea(facts: JobseekerFacts, places: readonly number[], postingIn: (place: number) => PostingFacts): Omit<Area, 'home'> {
  const partitions = [0]
  const ratings = [ratingOf(location, remotePosting, facts)]
  for (const place of places) {
    const posting = postingIn(place)
    const how = reachOf(posting, facts)
    const isNear = how === 'same_county' || how === 'same_prefecture'
    const rating = isNear ? -1 : ratingOf(location, posting, facts)
    if (rating >= isExcluded) continue
    partitions.push(place + 1)
    ratings.push(rating)
  }
  return { partitions, ratings }
}

/**
 * Regions that may lie in or around one of the codes, told by their first four digits; null asks for all. It may give too many, never
 * too few: a province's postings stand under its own four digits (3300), and whoever names the province gets all that begin with 33.
 */
function createPrefixes(regions: Terms): (codes: readonly string[] | null) => number[] {
  const byPrefix = new Map<string, number[]>()
  let known = 0
  const file = (prefix: string, place: number) => byPrefix.set(prefix, [...(byPrefix.get(prefix) ?? []), place])
  const update = () => {
    for (; known < regions.size(); known += 1) {
      const code = regions.text(known)
      file('', known)
      if (!isCode.test(code)) file('odd', known)
      else for (const length of [2, 4]) file(code.slice(0, length), known)
    }
  }
  const prefixesOf = (code: string) => {
    if (!isCode.test(code)) return ['']
    return code.endsWith('0000') ? [code.slice(0, 2)] : [code.slice(0, 4), `${code.slice(0, 2)}00`]
  }
  return (codes) => {
    update()
    const prefixes = new Set(codes === null ? [''] : ['odd', ...codes.flatMap(prefixesOf)])
    return [...new Set([...prefixes].flatMap((prefix) => byPrefix.get(prefix) ?? []))]
  }
}
