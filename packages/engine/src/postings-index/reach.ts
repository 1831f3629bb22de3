import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { blankPosting, partOf, ratingOf } from './tables.ts'
import type { Terms } from './terms.ts'

/** The partitions a person may look at, and how she is rated for the place: the same for all postings there. */
export interface Reach {
  partitions: Int32Array
  /** Packed ratings of the location. */
  ratings: Int32Array
  /** How many regions had postings when this was made; with more it has to be made again. */
  regions: number
}

const remembered = 4_096
const remotePosting: PostingFacts = { ...blankPosting, workMode: 'remote' }
const isCode = /^\d{6}$/

/** Reaches of people by their place facts, kept for the next one who lives and looks there. */
export function createReaches(regions: Terms): (facts: JobseekerFacts) => Reach {
  const made = new Map<string, Reach>()
  const byPrefix = createPrefixes(regions)
  // One posting a region, made once: a person is rated against a dozen of them.
  const postings: PostingFacts[] = []
  const postingIn = (place: number): PostingFacts => (postings[place] ??= { ...blankPosting, regionCode: regions.text(place) })
  return (facts) => {
    const { regionCode, willingRegions, commuteMaxKm, commuteMaxMinutes, commuteModes } = facts
    const key = [regionCode, willingRegions?.join() ?? 'null', commuteMaxKm, commuteMaxMinutes, commuteModes?.join() ?? 'null'].join('|')
    const held = made.get(key)
    if (held !== undefined && held.regions === regions.size()) return held
    if (made.size >= remembered) made.clear()
    const reach = { ...reachOf(facts, byPrefix(lookedAt(facts)), postingIn), regions: regions.size() }
    made.set(key, reach)
    return reach
  }
}

// Whoever says where she would work is asked about nowhere else; without any word, everywhere is in question.
function lookedAt({ regionCode, willingRegions }: JobseekerFacts): readonly string[] | null {
  return willingRegions ?? (regionCode === null ? null : [regionCode])
}

function reachOf(facts: JobseekerFacts, places: readonly number[], postingIn: (place: number) => PostingFacts): Omit<Reach, 'regions'> {
  const location = partOf('location')
  const partitions = [0]
  const ratings = [ratingOf(location, remotePosting, facts)]
  for (const place of places) {
    const rating = ratingOf(location, postingIn(place), facts)
    if (rating >> 15 > 1) continue
    partitions.push(place + 1)
    ratings.push(rating)
  }
  return { partitions: Int32Array.from(partitions), ratings: Int32Array.from(ratings) }
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
