import type { Condition } from './conditions.ts'
import { bitmapCount, bitmapWords, blockRows } from './layout.ts'
import type { People } from './people.ts'

/** The rows a bitmap walk left over; written over by the next walk. */
export interface Found {
  rows: Int32Array
  count: number
  /** What each can at most earn by skills, if it is known already. */
  bounds?: Int32Array
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
  const found: Found = { rows: new Int32Array(blockRows), count: 0 }
  let first = new Int32Array(0)
  let second = new Int32Array(0)

  return ({ blocks, base, conditions, either = [] }: Walk): Found => {
    const groups = either.map((bitmaps) => Int32Array.from(bitmaps))
    const { bits } = memory
    if (found.rows.length < blocks.length * blockRows) found.rows = new Int32Array(Math.ceil(blocks.length * 1.25) * blockRows)
    if (first.length < conditions.length) {
      first = new Int32Array(conditions.length)
      second = new Int32Array(conditions.length)
    }
    conditions.forEach(([one, other], place) => {
      first[place] = one * bitmapWords
      second[place] = other * bitmapWords
    })
    found.count = walk(conditions.length)
    return found

    function walk(conditionCount: number): number {
      const { rows } = found
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
          const row = block * blockRows + word * 32
          while (left !== 0) {
            const bit = 31 - Math.clz32(left)
            left ^= 1 << bit
            rows[count++] = row + bit
          }
        }
      }
      return count
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
