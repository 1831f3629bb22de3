import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { reachOf } from '@zhihe/scoring/reach'
import { posting as samplePosting } from '@zhihe/scoring/sample-facts'
import { regionLevel, regions } from '@zhihe/vocabulary/region'
import { placeKey } from './places.ts'
import { partOf, passes, rate } from './rated.ts'

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
  const placesOfWork = new Map<string, PostingFacts[]>()
  const cells = new Map<string, Uint8Array>()

  return (key: string, facts: JobseekerFacts, limits: number): number => {
    const counties = countiesByKey.get(key)
    if (counties === undefined) return everySlot
    let mask = 0
    const works = placesOfWork.get(key) ?? counties.map((regionCode) => samplePosting({ regionCode }))
    placesOfWork.set(key, works)
    for (let place = 0; place < works.length; place += 1) {
      const bit = 1 << (place % commuteSlots)
      if ((mask & bit) === 0 && mayGo(works[place] as PostingFacts, facts, limits)) mask |= bit
    }
    return mask
  }

  function mayGo(work: PostingFacts, facts: JobseekerFacts, limits: number): boolean {
    const reach = reachOf(work, facts)
    if (reach === 'outside') return false
    if (reach !== 'same_county' && reach !== 'same_prefecture') return reach !== 'unknown'
    const pair = `${facts.regionCode} ${work.regionCode} ${reach}`
    let answers = cells.get(pair)
    if (answers === undefined || answers.length <= limits) {
      const longer = new Uint8Array(2 ** Math.ceil(Math.log2(limits + 2)))
      longer.set(answers ?? [])
      answers = longer
      cells.set(pair, answers)
    }
    if (answers[limits] === 0) answers[limits] = rate(location, { posting: work, context }, facts).outcome
    return answers[limits] === passes
  }
}
