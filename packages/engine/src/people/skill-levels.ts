import { full, weights } from '@zhihe/scoring/weights'
import type { Found } from './gather.ts'
import { bitmapCount, bitmapWords, blockShift } from './layout.ts'
import type { People } from './people.ts'
import type { Question } from './question.ts'

const planeCount = 6
/** Above all levels. */
export const topLevel = 2 ** planeCount
/** Steps of one credit, the finest first that fit the planes. */
const fineness = [4, 2, 1] as const

/**
 * What rows can at most earn by their skills, as a level of 0-63 each: every skill whose bitmap a row is in counts as met, every related one as the best its
 * relation can earn. Levels stand as six planes of bits, so that 32 rows are added up, and compared, at a time.
 */
export interface SkillLevels {
  /** The rows of a word, by its place in what was found, whose level is at least that. */
  atLeast: (word: number, level: number) => number
  /** The most points of skills at a level. */
  pointsAt: (level: number) => number
}

/** null when no plane could hold the shares of all that is asked. */
export function skillLevels({ memory }: People, { lanes }: Question, found: Found): SkillLevels | null {
  const most = lanes.shares.reduce((sum, share) => sum + share, 0)
  const steps = fineness.find((step) => step * most < topLevel)
  if (steps === undefined || lanes.lanes === 0) return null
  const { bits } = memory.blocks
  const adders = Array.from(lanes.shares, (share, lane) => adderOf({ lanes, lane, share, steps }))
  const planes = new Int32Array(found.words * planeCount)
  for (let word = 0; word < found.words; word += 1) {
    const row = found.rowsFrom[word] as number
    const at = (row >>> blockShift) * bitmapCount * bitmapWords + ((row >>> 5) & (bitmapWords - 1))
    addUp(adders, { bits, at, among: found.masks[word] as number, planes, to: word * planeCount })
  }
  return {
    atLeast: (word, level) => atLeast(planes, word * planeCount, level),
    // One more than the floor: a bound may not fall short by what a product of fractions loses.
    pointsAt: (level) => Math.min(weights.skills, Math.floor((level * weights.skills) / (steps * lanes.weight)) + 1),
  }
}

interface Adder {
  held: Int32Array
  related: Int32Array
  /** By plane: all bits if the value has it, else none. */
  heldValue: Int32Array
  relatedValue: Int32Array
  /** The planes that either value has bits in. */
  lowest: number
  highest: number
}

function adderOf({ lanes, lane, share, steps }: { lanes: Question['lanes']; lane: number; share: number; steps: number }): Adder {
  const related = Math.ceil((steps * share * (lanes.mostRelated[lane] as number)) / full)
  const both = (steps * share) | related
  const bitsOf = (value: number) => Int32Array.from({ length: planeCount }, (_, plane) => -((value >>> plane) & 1))
  return {
    held: lanes.heldIn[lane] as Int32Array,
    related: lanes.relatedIn[lane] as Int32Array,
    heldValue: bitsOf(steps * share),
    relatedValue: bitsOf(related),
    lowest: 31 - Math.clz32(both & -both),
    highest: 31 - Math.clz32(both),
  }
}

interface Word {
  bits: Int32Array
  at: number
  among: number
  planes: Int32Array
  to: number
}

function addUp(adders: readonly Adder[], { bits, at, among, planes, to }: Word): void {
  for (let lane = 0; lane < adders.length; lane += 1) {
    const { held, related, heldValue, relatedValue, lowest, highest } = adders[lane] as Adder
    const whole = anyOf(bits, at, held) & among
    const part = anyOf(bits, at, related) & among & ~whole
    if ((whole | part) === 0) continue
    let carry = 0
    for (let plane = lowest; plane <= highest || carry !== 0; plane += 1) {
      const sum = planes[to + plane] as number
      const added = (whole & (heldValue[plane] as number)) | (part & (relatedValue[plane] as number))
      const either = sum ^ added
      planes[to + plane] = either ^ carry
      carry = (sum & added) | (carry & either)
    }
  }
}

function anyOf(bits: Int32Array, at: number, bitmaps: Int32Array): number {
  let any = 0
  for (let place = 0; place < bitmaps.length; place += 1) any |= bits[at + (bitmaps[place] as number) * bitmapWords] as number
  return any
}

function atLeast(planes: Int32Array, at: number, level: number): number {
  let above = 0
  let equal = -1
  for (let plane = planeCount - 1; plane >= 0; plane -= 1) {
    const sum = planes[at + plane] as number
    if ((level >>> plane) & 1) equal &= sum
    else {
      above |= equal & sum
      equal &= ~sum
    }
  }
  return above | equal
}
