import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { isOffered } from '@zhihe/scoring/offers'
import { partOf } from '@zhihe/scoring/parts'
import { full, weights } from '@zhihe/scoring/weights'
import { accommodations } from '@zhihe/vocabulary/accommodation'
import { createFacetTable, type FacetTable } from './facet-table.ts'
import { accommodationIndex } from './layout.ts'
import type { People } from './people.ts'
import { asks, knownShift, outcomeShift, passes, rate, type Side } from './rated.ts'

// As in scoring's accommodation component; law 5 would show it if they drifted apart.
const requiredWeight = 2
const requiredBit = 0x80

const part = partOf('accommodation')
const listsOf = new WeakMap<People, NeedLists>()

/**
 * What a posting's offers are to each list of needs. Whether one accommodation is offered is asked of scoring once a posting; a list is then
 * summed up from bytes, 20 ns instead of the 500 ns of asking about each list anew (postings hardly ever offer the same).
 */
export function createNeedTable(people: People, side: Side): FacetTable {
  const offered = Uint8Array.from(accommodations, ({ code }) => (isOffered(side.posting, code) ? 1 : 0))
  const table = createFacetTable(part, (facet) => rate(part, side, people.factsOf('needs', facet)))
  const ask = table.fill
  const lists = listsFor(people)
  table.fill = (facet) => {
    if (facet >= lists.count) listsFor(people)
    const { starts, units } = lists
    const start = starts[facet] as number
    const end = starts[facet + 1] as number
    if (start === end) return ask(facet)
    let weight = 0
    let covered = 0
    let outcome: number = passes
    for (let place = start; place < end; place += 1) {
      const need = units[place] as number
      const share = need >= requiredBit ? requiredWeight : 1
      weight += share
      if (offered[need & ~requiredBit] === 1) covered += share
      else if (need >= requiredBit) outcome = asks
    }
    const score = Math.floor((full * covered) / weight)
    const word = (outcome << outcomeShift) | Math.floor((weights.accommodation * score) / full)
    table.words[facet] = word
    table.ratings[facet] = score | (full << knownShift)
    return word
  }
  return table
}

/** The lists of needs, one behind the other: a list each in an object of its own cost more to reach than to sum up. */
interface NeedLists {
  starts: Int32Array
  units: Uint8Array
  count: number
}

function listsFor(people: People): NeedLists {
  const lists = listsOf.get(people) ?? { starts: new Int32Array(64), units: new Uint8Array(256), count: 0 }
  listsOf.set(people, lists)
  for (; lists.count < people.facets.needs.count(); lists.count += 1) addList(lists, people.factsOf('needs', lists.count))
  return lists
}

// Empty: nobody has said, none, or something outside the catalogue; scoring answers those.
function addList(lists: NeedLists, { accommodationsNeeded }: Partial<JobseekerFacts>): void {
  const needs = accommodationsNeeded ?? []
  const start = lists.starts[lists.count] as number
  const end = needs.every(({ code }) => accommodationIndex.has(code)) ? start + needs.length : start
  if (lists.count + 2 > lists.starts.length) lists.starts = longer(lists.starts, new Int32Array(lists.starts.length * 2))
  if (end > lists.units.length) lists.units = longer(lists.units, new Uint8Array(end * 2))
  for (let place = start; place < end; place += 1) {
    const need = needs[place - start]
    if (need !== undefined) lists.units[place] = (accommodationIndex.get(need.code) ?? 0) | (need.required ? requiredBit : 0)
  }
  lists.starts[lists.count + 1] = end
}

function longer<A extends Int32Array | Uint8Array>(array: A, room: A): A {
  room.set(array)
  return room
}
