import type { People } from './people.ts'

/** Homes and willing regions as numbers, by reach facet: tens of thousands of facets are read anew for every county, their regions are a few hundred. */
export interface ReachLists {
  /** Number of the home + 1 or 0, shifted by one; the lowest bit is set where nobody has said what regions she is willing to work in. */
  heads: Int32Array
  /** The willing regions of a facet begin here and end where those of the next one begin. */
  starts: Int32Array
  willing: Int32Array
  /** How many facets have been read. */
  count: number
  /** By number. */
  regions: string[]
  numbers: Map<string, number>
}

const listsOf = new WeakMap<People, ReachLists>()

/** Every reach facet there is now. */
export function reachListsOf(people: People): ReachLists {
  let lists = listsOf.get(people)
  if (lists === undefined) {
    lists = { heads: words(64), starts: words(64), willing: words(256), count: 0, regions: [], numbers: new Map() }
    listsOf.set(people, lists)
  }
  for (const facets = people.facets.reach.count(); lists.count < facets; lists.count += 1) read(people, lists, lists.count)
  return lists
}

function read(people: People, lists: ReachLists, facet: number): void {
  const { regionCode = null, willingRegions = null } = people.readFacts('reach', facet)
  const start = lists.starts[facet] as number
  const end = start + (willingRegions?.length ?? 0)
  if (facet + 2 > lists.starts.length) {
    lists.heads = longer(lists.heads)
    lists.starts = longer(lists.starts)
  }
  while (end > lists.willing.length) lists.willing = longer(lists.willing)
  lists.heads[facet] = ((regionCode === null ? 0 : numberOf(lists, regionCode) + 1) << 1) | (willingRegions === null ? 1 : 0)
  for (let place = start; place < end; place += 1) lists.willing[place] = numberOf(lists, willingRegions?.[place - start] as string)
  lists.starts[facet + 1] = end
}

function numberOf({ regions, numbers }: ReachLists, region: string): number {
  const held = numbers.get(region)
  if (held !== undefined) return held
  numbers.set(region, regions.length)
  return regions.push(region) - 1
}

function words(length: number): Int32Array {
  return new Int32Array(length)
}

function longer(array: Int32Array): Int32Array {
  const copy = words(array.length * 2)
  copy.set(array)
  return copy
}
