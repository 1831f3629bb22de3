import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { partOf } from '@zhihe/scoring/parts'
import { type Reach, reachOf } from '@zhihe/scoring/reach'
import { unsaidJobseeker } from '@zhihe/scoring/unsaid-facts'
import { createMemo } from './facet-table.ts'
import type { People } from './people.ts'
import { ratePair, ratingWord, type Side, wordOf } from './rated.ts'
import { reachListsOf } from './reach-lists.ts'

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

type Place = Pick<JobseekerFacts, 'regionCode' | 'willingRegions'>

const location = partOf('location')

export function createPlaceTables(people: People) {
  const memo = createMemo<PlaceTable>(512, () => {
    throw new Error('a place is made from a posting')
  })
  return (side: Side): PlaceTable => {
    const room = roomFor(people.facets.limits.count())
    const { regionCode, workMode } = side.posting
    // Coming in on some days is the same way to work as coming in on all of them.
    const table = memo(`${workMode === 'remote' ? '' : regionCode} ${room}`, () => placeTable(people, side, room))
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
  // Written over for every cell: a fresh copy of twenty facts cost more than asking how far it is.
  const pair = { ...side, jobseeker: { ...unsaidJobseeker } }
  const classes = createClasses(people, side)
  const table: PlaceTable = {
    classes: new Uint16Array(0),
    words: new Int32Array(room * 4),
    ratings: new Int32Array(room * 4),
    room,
    fillClass: (reach) => {
      const place = classes.of(reach)
      if ((place + 1) * room > table.words.length) {
        table.words = twice(table.words)
        table.ratings = twice(table.ratings)
      }
      table.classes[reach] = place
      return place
    },
    fill: (reach, limits) => {
      const held = table.classes[reach] as number
      Object.assign(pair.jobseeker, classes.example(held), people.factsOf('limits', limits))
      const rated = ratePair(location, pair)
      const place = held * room + limits
      const word = wordOf(location, rated)
      table.words[place] = word
      table.ratings[place] = ratingWord(rated)
      return word
    },
  }
  return table
}

/**
 * The class of a reach facet. Scoring is asked once for each home and each region; that willing regions only matter by whether one of them
 * lets her come is taken from `reachOf`, and a test holds the two together.
 */
function createClasses(people: People, { posting }: Side) {
  const lists = reachListsOf(people)
  const somebody: JobseekerFacts = { ...unsaidJobseeker }
  const ask = (place: Place): Reach => reachOf(posting, Object.assign(somebody, place))
  const here = [posting.regionCode]
  // Homes are numbers + 1, and 0 nobody knows.
  const homeOf = (home: number) => lists.regions[home - 1] ?? null
  const unsaid = createAnswers((home) => ({ regionCode: homeOf(home), willingRegions: null }), ask)
  const admitted = createAnswers((home) => ({ regionCode: homeOf(home), willingRegions: here }), ask)
  const admits = createAnswers((region) => ({ regionCode: null, willingRegions: [lists.regions[region] as string] }), ask)
  const nowhere = { facts: { regionCode: null, willingRegions: [] }, how: ask({ regionCode: null, willingRegions: [] }) }

  const known = new Map<string, Map<number, number>>()
  const examples: Place[] = []

  return {
    /** Class + 1. */
    of: (reach: number): number => {
      const { heads } = reach < lists.count ? lists : reachListsOf(people)
      const home = (heads[reach] as number) >>> 1
      const { how, facts } = (heads[reach] as number) & 1 ? unsaid(home) : isAdmitted(reach) ? admitted(home) : nowhere
      let byHome = known.get(how)
      if (byHome === undefined) known.set(how, (byHome = new Map()))
      const key = how === 'same_county' || how === 'same_prefecture' ? home : -1
      let place = byHome.get(key)
      if (place === undefined) byHome.set(key, (place = examples.push(facts)))
      return place
    },
    /** Whose place stands for a class. */
    example: (place: number): Place => examples[place - 1] as Place,
  }

  function isAdmitted(reach: number): boolean {
    const { starts, willing } = lists
    const end = starts[reach + 1] as number
    for (let place = starts[reach] as number; place < end; place += 1) if (admits(willing[place] as number).how !== 'outside') return true
    return false
  }
}

interface Answer {
  facts: Place
  how: Reach
}

function createAnswers(factsFor: (number: number) => Place, ask: (place: Place) => Reach): (number: number) => Answer {
  const answers: (Answer | undefined)[] = []
  return (number) => {
    const held = answers[number]
    if (held !== undefined) return held
    const facts = factsFor(number)
    const answer = { facts, how: ask(facts) }
    // Without holes: an array filled at any place becomes a hash table.
    while (answers.length <= number) answers.push(undefined)
    answers[number] = answer
    return answer
  }
}

function twice(array: Int32Array): Int32Array {
  const copy = new Int32Array(array.length * 2)
  copy.set(array)
  return copy
}
