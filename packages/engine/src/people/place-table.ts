import { partOf } from '@zhihe/scoring/parts'
import { reachOf } from '@zhihe/scoring/reach'
import { unsaidJobseeker } from '@zhihe/scoring/unsaid-facts'
import { createMemo } from './facet-table.ts'
import type { People } from './people.ts'
import { rate, ratingWord, type Side, wordOf } from './rated.ts'

/**
 * Where a person lives and would work, and how far she would go, are two facets: together they would have as many distinct values as there are
 * people. The first one is turned into a class, the home if the posting can be commuted to from there, else one class for all who are reached
 * in the same way; the answer stands under class and limits.
 */
export interface PlaceTable {
  /** By reach facet: class + 1, or 0. */
  classes: Uint16Array
  fillClass: (reach: number) => number
  /** [(class + 1) * room + limits] */
  words: Int32Array
  ratings: Int32Array
  room: number
  fill: (reach: number, limits: number) => number
}

const location = partOf('location')
// Written over for every home: a fresh copy of twenty facts cost more than asking how far it is.
const somebody = { ...unsaidJobseeker }

export function createPlaceTables(people: People) {
  const memo = createMemo<PlaceTable>(512, () => {
    throw new Error('a place is made from a posting')
  })
  return (side: Side): PlaceTable => {
    const room = roomFor(people.facets.limits.count())
    const { regionCode, workMode } = side.posting
    const table = memo(`${workMode} ${workMode === 'remote' ? '' : regionCode} ${room}`, () => placeTable(people, side, room))
    const reaches = people.facets.reach.count()
    if (table.classes.length < reaches) {
      const longer = new Uint16Array(Math.ceil(reaches * 1.25))
      longer.set(table.classes)
      table.classes = longer
    }
    return table
  }
}

function roomFor(limits: number): number {
  return 2 ** Math.ceil(Math.log2(limits + 1))
}

function placeTable(people: People, side: Side, room: number): PlaceTable {
  const known = new Map<string, number>()
  const table: PlaceTable = {
    classes: new Uint16Array(0),
    words: new Int32Array(room * 4),
    ratings: new Int32Array(room * 4),
    room,
    fillClass: (reach) => {
      const facts = Object.assign(somebody, people.factsOf('reach', reach))
      const how = reachOf(side.posting, facts)
      const name = how === 'same_county' || how === 'same_prefecture' ? `${how} ${facts.regionCode}` : how
      const place = known.get(name) ?? known.size + 1
      known.set(name, place)
      if ((place + 1) * room > table.words.length) {
        table.words = twice(table.words)
        table.ratings = twice(table.ratings)
      }
      table.classes[reach] = place
      return place
    },
    fill: (reach, limits) => {
      const rated = rate(location, side, { ...people.factsOf('reach', reach), ...people.factsOf('limits', limits) })
      const place = (table.classes[reach] as number) * room + limits
      const word = wordOf(location, rated)
      table.words[place] = word
      table.ratings[place] = ratingWord(rated)
      return word
    },
  }
  return table
}

function twice(array: Int32Array): Int32Array {
  const copy = new Int32Array(array.length * 2)
  copy.set(array)
  return copy
}
