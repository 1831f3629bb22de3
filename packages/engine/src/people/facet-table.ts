import type { Part } from '@zhihe/scoring/parts'
import { type Rated, ratingWord, wordOf } from './rated.ts'

/**
 * What one part of a posting says to each distinct facet: filled when a facet is first met, and kept for the next posting that says the same.
 * Two words a facet: one for the loop (`words`), one for the few that are returned (`ratings`).
 */
export interface FacetTable {
  words: Int32Array
  ratings: Int32Array
  /** Fills the cell and answers its word. */
  fill: (facet: number) => number
  /** Makes room for facets that came after the table. */
  cover: (facets: number) => void
}

export function createFacetTable(part: Part, rateFacet: (facet: number) => Rated): FacetTable {
  const table: FacetTable = {
    words: new Int32Array(0),
    ratings: new Int32Array(0),
    fill: (facet) => {
      const rated = rateFacet(facet)
      const word = wordOf(part, rated)
      table.words[facet] = word
      table.ratings[facet] = ratingWord(rated)
      return word
    },
    cover: (facets) => {
      if (facets <= table.words.length) return
      const room = Math.ceil(facets * 1.25)
      table.words = longer(table.words, room)
      table.ratings = longer(table.ratings, room)
    },
  }
  return table
}

function longer(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(length)
  copy.set(array)
  return copy
}

/**
 * What was asked for lately, by a text that says what it depends on. Two generations of half the size: dropping the oldest key of one Map at a
 * time walks over all the keys dropped before, which cost a fifth of compiling a posting.
 */
export function createMemo<T>(most: number, make: (key: string) => T) {
  let young = new Map<string, T>()
  let old = young
  return (key: string, first: () => T = () => make(key)): T => {
    const held = young.get(key)
    if (held !== undefined) return held
    const value = old.get(key) ?? first()
    if (young.size * 2 >= most) {
      old = young
      young = new Map()
    }
    young.set(key, value)
    return value
  }
}

/** The same for the last few objects asked about: pages of one list, or a posting with and without an offer. */
export function createLately<T>() {
  const few = 4
  const held: { of: object; value: T }[] = []
  return (of: object, make: () => T): T => {
    const found = held.find((one) => one.of === of)
    if (found !== undefined) return found.value
    const value = make()
    if (held.push({ of, value }) > few) held.shift()
    return value
  }
}
