import type { Condition } from './conditions.ts'
import { bitmapCount, bitmapWords, blockRows } from './layout.ts'
import type { People } from './people.ts'

/** The rows a bitmap walk left over, 32 to a word; written over by the next walk. */
export interface Found {
  /** By word: the number of its first row. */
  rowsFrom: Int32Array
  masks: Int32Array
  words: number
  /** How many rows there are. */
  count: number
}

export interface Rows {
  rows: Int32Array
  count: number
  /** What each can earn by skills at most, if it is known already. */
  skillsMost?: number
}

const all: Rows = { rows: new Int32Array(blockRows), count: 0 }

/** All that was found; written over by the next call. */
export function rowsOf({ rowsFrom, masks, words, count }: Found): Rows {
  if (all.rows.length < count) all.rows = new Int32Array(Math.ceil(count * 1.25))
  const { rows } = all
  let place = 0
  for (let word = 0; word < words; word += 1) {
    const row = rowsFrom[word] as number
    let left = masks[word] as number
    while (left !== 0) {
      const bit = 31 - Math.clz32(left)
      left ^= 1 << bit
      rows[place++] = row + bit
    }
  }
  all.count = count
  return all
}

interface Walk {
  blocks: readonly number[]
  base: number
  conditions: readonly Condition[]
  /** Besides: in at least one of each of these bitmaps; one less than 0 is the bitmap -1 - n turned round. */
  either?: readonly (readonly number[])[]
}

/** Rows that meet every condition: bitmaps of 512 rows are joined word by word, and most words end at the second or third. */
export function createGatherer({ blocks: { memory } }: People) {
  const found: Found = { rowsFrom: new Int32Array(bitmapWords), masks: new Int32Array(bitmapWords), words: 0, count: 0 }
  let first = new Int32Array(0)
  let second = new Int32Array(0)

  return ({ blocks, base, conditions, either = [] }: Walk): Found => {
    const groups = either.map((bitmaps) => Int32Array.from(bitmaps))
    const { bits } = memory
    if (found.masks.length < blocks.length * bitmapWords) {
      found.rowsFrom = new Int32Array(Math.ceil(blocks.length * 1.25) * bitmapWords)
      found.masks = new Int32Array(found.rowsFrom.length)
    }
    if (first.length < conditions.length) {
      first = new Int32Array(conditions.length)
      second = new Int32Array(conditions.length)
    }
    let place = 0
    for (const [one, other] of mostTellingFirst({ blocks, base, conditions }, bits)) {
      first[place] = one * bitmapWords
      second[place] = other * bitmapWords
      place += 1
    }
    walk(conditions.length)
    return found

    function walk(conditionCount: number): void {
      const { rowsFrom, masks } = found
      let words = 0
      let count = 0
      for (let index = 0; index < blocks.length; index += 1) {
        const block = blocks[index] as number
        const start = block * bitmapCount * bitmapWords
        for (let word = 0; word < bitmapWords; word += 1) {
          const at = start + word
          let left = bits[at + base * bitmapWords] as number
          for (let place = 0; left !== 0 && place < conditionCount; place += 1) {
            left &= (bits[at + (first[place] as number)] as number) | (bits[at + (second[place] as number)] as number)
          }
          if (left !== 0 && groups.length > 0) left &= joined(at, left)
          if (left === 0) continue
          rowsFrom[words] = block * blockRows + word * 32
          masks[words++] = left
          count += ones(left)
        }
      }
      found.words = words
      found.count = count
    }

    function joined(at: number, left: number): number {
      let all = left
      for (let group = 0; group < groups.length; group += 1) {
        const bitmaps = groups[group] as Int32Array
        let any = 0
        for (let index = 0; index < bitmaps.length && (all & ~any) !== 0; index += 1) {
          const place = bitmaps[index] as number
          any |= place >= 0 ? (bits[at + place * bitmapWords] as number) : ~(bits[at + (-1 - place) * bitmapWords] as number)
        }
        all &= any
      }
      return all
    }
  }
}

const samples = 32
// Above all rows of a sample: a word that is left with one row costs as much as one with all.
const wordShare = 32 * samples

/** By how many of a few words, and of rows, each condition leaves over: which one tells most depends on the posting and on who lives there. */
function mostTellingFirst({ blocks, base, conditions }: Walk, bits: Int32Array): readonly Condition[] {
  const count = blocks.length * bitmapWords
  if (conditions.length < 2 || count < samples) return conditions
  const met = conditions.map(() => 0)
  for (let sample = 0; sample < samples; sample += 1) {
    const word = Math.floor(((sample + 0.5) * count) / samples)
    const at = (blocks[Math.floor(word / bitmapWords)] as number) * bitmapCount * bitmapWords + (word & (bitmapWords - 1))
    const all = bits[at + base * bitmapWords] as number
    for (let place = 0; place < conditions.length; place += 1) {
      const [one, other] = conditions[place] as Condition
      const left = all & ((bits[at + one * bitmapWords] as number) | (bits[at + other * bitmapWords] as number))
      met[place] = (met[place] as number) + (left === 0 ? 0 : wordShare + ones(left))
    }
  }
  const order = conditions.map((_, place) => place)
  return order.sort((a, b) => (met[a] as number) - (met[b] as number)).map((place) => conditions[place] as Condition)
}

/** How many bits are set. */
export function ones(word: number): number {
  let left = word - ((word >>> 1) & 0x55555555)
  left = (left & 0x33333333) + ((left >>> 2) & 0x33333333)
  return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
