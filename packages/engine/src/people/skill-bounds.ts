import { full, weights } from '@zhihe/scoring/weights'
import type { Found } from './gather.ts'
import { bitmapCount, bitmapWords, blockShift } from './layout.ts'
import type { People } from './people.ts'
import type { Question } from './question.ts'

let bounds = new Int32Array(0)

/**
 * What each row can at most earn by its skills, from bitmaps alone: every skill whose bitmap it is in at the level asked, every related one at
 * the best its relation can earn. Written over by the next call.
 */
export function skillBounds({ memory }: People, { lanes }: Question, { rows, count }: Found): Int32Array {
  if (bounds.length < count) bounds = new Int32Array(Math.ceil(count * 1.25))
  if (lanes.lanes === 0) return bounds.fill(lanes.unasked.points, 0, count)
  const { bits } = memory.blocks
  const { heldIn, relatedIn, mostRelated, shares, lanes: laneCount } = lanes
  const held = new Int32Array(laneCount)
  const related = new Int32Array(laneCount)
  const whole = shares.map((share) => share * full)
  const part = shares.map((share, lane) => share * (mostRelated[lane] as number))
  const points = weights.skills / full / lanes.weight
  let current = -1
  for (let index = 0; index < count; index += 1) {
    const row = rows[index] as number
    if (row >>> 5 !== current) {
      current = row >>> 5
      const at = (row >>> blockShift) * bitmapCount * bitmapWords + (current & (bitmapWords - 1))
      for (let lane = 0; lane < laneCount; lane += 1) {
        held[lane] = anyOf(bits, at, heldIn[lane] as Int32Array)
        related[lane] = anyOf(bits, at, relatedIn[lane] as Int32Array)
      }
    }
    let sum = 0
    for (let lane = 0; lane < laneCount; lane += 1) {
      if (((held[lane] as number) >>> (row & 31)) & 1) sum += whole[lane] as number
      else if (((related[lane] as number) >>> (row & 31)) & 1) sum += part[lane] as number
    }
    // One more than the floor: a bound may not fall short by what a product of fractions loses.
    bounds[index] = Math.floor(sum * points) + 1
  }
  return bounds
}

function anyOf(bits: Int32Array, at: number, bitmaps: Int32Array): number {
  let any = 0
  for (let place = 0; place < bitmaps.length; place += 1) any |= bits[at + (bitmaps[place] as number) * bitmapWords] as number
  return any
}
