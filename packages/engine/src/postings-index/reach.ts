import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { partOf } from '@zhihe/scoring/parts'
import { reachOf } from '@zhihe/scoring/reach'
import { unsaidPosting } from '@zhihe/scoring/unsaid-facts'
import { ratingOf } from './tables.ts'
import type { Terms } from './terms.ts'

/** The partitions a person may look at, and how she is rated for the place: the same for all postings there. */
export interface Reach {
  partitions: readonly number[]
  /** Packed ratings of the location, one a partition. */
  ratings: Int32Array
}

/** Where those may work who live in one place and would go to the same ones. */
interface Area {
  partitions: number[]
  /** Packed ratings; -1 where it depends on how far she would go. */
  ratings: number[]
  /** How many regions had postings when this was made; with more it has to be made again. */
  regions: number
}

const rememberedAreas = 32_768
const rememberedLimits = 8_192
const remotePosting: PostingFacts = { ...unsaidPosting, workMode: 'remote' }
const isCode = /^\d{6}$/

/**
 * Reaches of people. Home and willing regions are kept apart from her limits: together they are nearly as many as people, apart they are met
 * again by neighbours.
 */
export function createReaches(regions: Terms): (facts: JobseekerFacts) => Reach {
  const areas = createMemo<Area>(rememberedAreas)
  const limits = createMemo<Map<number, number>>(rememberedLimits)
  const byPrefix = createPrefixes(regions)
  // One posting a region, made once: a person is rated against a dozen of them.
  const postings: PostingFacts[] = []
  const postingIn = (place: number): PostingFacts => (postings[place] ??= { ...unsaidPosting, regionCode: regions.text(place) })
  const reach = { partitions: [] as readonly number[], ratings: new Int32Array(64) }

  const nearRating = (known: Map<number, number>, partition: number, facts: JobseekerFacts): number => {
    const held = known.get(partition)
    if (held !== undefined) return held
    const rating = ratingOf(location, postingIn(partition - 1), facts)
    known.set(partition, rating)
    return rating
  }

  return (facts) => {
    const { regionCode, willingRegions, commuteMaxKm, commuteMaxMinutes, commuteModes } = facts
    const areaKey = `${regionCode} ${willingRegions === null ? '' : `in ${willingRegions.join()}`}`
    let area = areas.get(areaKey)
    if (area === undefined || area.regions !== regions.size()) {
      area = { ...areaOf(facts, byPrefix(lookedAt(facts)), postingIn), regions: regions.size() }
      areas.set(areaKey, area)
    }
    const limitsKey = `${regionCode} ${commuteMaxKm} ${commuteMaxMinutes} ${commuteModes?.join()}`
    let known = limits.get(limitsKey)
    if (known === undefined) limits.set(limitsKey, (known = new Map()))
    const { partitions, ratings } = area
    if (reach.ratings.length < partitions.length) reach.ratings = new Int32Array(partitions.length * 2)
    reach.partitions = partitions
    for (let place = 0; place < partitions.length; place += 1) {
      const rating = ratings[place] as number
      reach.ratings[place] = rating >= 0 ? rating : nearRating(known, partitions[place] as number, facts)
    }
    return reach
  }
}

const location = partOf('location')

/** A map that forgets all when it is full. */
function createMemo<Value>(most: number): Pick<Map<string, Value>, 'get' | 'set'> {
  const made = new Map<string, Value>()
  return {
    get: (key) => made.get(key),
    set: (key, value) => {
      if (made.size >= most) made.clear()
      return made.set(key, value)
    },
  }
}

// Whoever says where she would work is asked about nowhere else; without any word, everywhere is in question.
function lookedAt({ regionCode, willingRegions }: JobseekerFacts): readonly string[] | null {
  return willingRegions ?? (regionCode === null ? null : [regionCode])
}

// Only what can be commuted to depends on more than home and willing regions, and then on home, limits and the region alone.
function areaOf(facts: JobseekerFacts, places: readonly number[], postingIn: (place: number) => PostingFacts): Omit<Area, 'regions'> {
  const partitions = [0]
  const ratings = [ratingOf(location, remotePosting, facts)]
  for (const place of places) {
    const posting = postingIn(place)
    const how = reachOf(posting, facts)
    const isNear = how === 'same_county' || how === 'same_prefecture'
    const rating = isNear ? -1 : ratingOf(location, posting, facts)
    if (rating >> 15 > 1) continue
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
