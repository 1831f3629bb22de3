import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { partOf } from '@zhihe/scoring/parts'
import { reachOf } from '@zhihe/scoring/reach'
import { unsaidPosting } from '@zhihe/scoring/unsaid-facts'
import { regionLevel, regions } from '@zhihe/vocabulary/region'
import { placeKey } from './places.ts'
import { passes, rate } from './rated.ts'

/** Counties of a prefecture have a bitmap each, "may go there to work without a question"; beyond so many they share. */
export const commuteSlots = 16

const countiesByKey = new Map<string, string[]>()
for (const { code } of regions) {
  const key = placeKey(code)
  if (key === null || regionLevel(code) !== 'county') continue
  const counties = countiesByKey.get(key)
  if (counties === undefined) countiesByKey.set(key, [code])
  else counties.push(code)
}

/** The bitmap of a county within its prefecture, or null where work is written more coarsely or the code is unknown. */
export function commuteSlot(regionCode: string): number | null {
  const place = countiesByKey.get(placeKey(regionCode) ?? '')?.indexOf(regionCode) ?? -1
  return place < 0 ? null : place % commuteSlots
}

const everySlot = 2 ** commuteSlots - 1
const context = { at: new Date(0) }
const location = partOf('location')

/**
 * In which of the counties of a partition a person passes the location part, one bit each. The part reads nothing that changes with the day,
 * so the answer is kept in bitmaps; six of ten rows that pass every other bitmap fail here. Between a home and a county it is asked of scoring
 * once for each distinct set of limits.
 */
export function createCommuteMasks() {
  const areas = new Map<string, Area>()

  return (key: string, facts: JobseekerFacts, limits: number): number => {
    const area = areas.get(key) ?? newArea(key)
    areas.set(key, area)
    const { works } = area
    if (works.length === 0) return everySlot
    const homes = homesOf(area, facts.regionCode)
    let mask = 0
    for (let place = 0; place < works.length; place += 1) {
      const bit = 1 << (place % commuteSlots)
      if ((mask & bit) === 0 && mayGo(works[place] as PostingFacts, facts, { homes, place, limits })) mask |= bit
    }
    return mask
  }
}

interface Area {
  /** Work in each county. */
  works: readonly PostingFacts[]
  /** By home, county and limits: the outcome of the part, or 0. */
  byHome: Map<string | null, Uint8Array[]>
}

const noAnswers = new Uint8Array(0)

function newArea(key: string): Area {
  return { works: (countiesByKey.get(key) ?? []).map((regionCode) => ({ ...unsaidPosting, regionCode })), byHome: new Map() }
}

// Answers grow where they are first written; most homes lie elsewhere and never have one, and an empty array for each took 70 bytes a person.
function homesOf({ works, byHome }: Area, home: string | null): Uint8Array[] {
  const known = byHome.get(home)
  if (known !== undefined) return known
  const homes = works.map(() => noAnswers)
  byHome.set(home, homes)
  return homes
}

interface Cell {
  homes: Uint8Array[]
  place: number
  limits: number
}

function mayGo(work: PostingFacts, facts: JobseekerFacts, { homes, place, limits }: Cell): boolean {
  const reach = reachOf(work, facts)
  if (reach !== 'same_county' && reach !== 'same_prefecture') return reach !== 'outside' && reach !== 'unknown'
  let answers = homes[place] as Uint8Array
  if (answers.length <= limits) {
    const longer = new Uint8Array(2 ** Math.ceil(Math.log2(limits + 2)))
    longer.set(answers)
    homes[place] = longer
    answers = longer
  }
  const answer = answers[limits] || rate(location, { posting: work, context }, facts).outcome
  answers[limits] = answer
  return answer === passes
}
