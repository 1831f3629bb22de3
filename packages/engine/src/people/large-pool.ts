import { componentKeys, full, weights } from '@zhihe/scoring/weights'
import type { Found } from './gather.ts'
import { bitmapCount, bitmapWords, blockShift } from './layout.ts'
import type { People } from './people.ts'
import type { Question } from './question.ts'
import { partOf, pointsMask, pointsOf, rate } from './rated.ts'
import { type Sink, scan } from './scan.ts'

export interface Portions {
  /** Pools smaller than that are read as they are: ordering would cost more than it saves. */
  from: number
  /** How many are read before the end of the list is looked at again. */
  rows: number
}

export const usualPortions: Portions = { from: 512, rows: 256 }

const pointsShift = 3

interface Large {
  question: Question
  found: Found
  sink: Sink
}

/**
 * A scan that ends early where many may be listed, as for remote work. The bitmaps of skills say, without a look at any row, what somebody can at
 * most earn by them; the best stand first, and once a list is full nobody is looked at whose bound and the most that all else can give stay
 * below its end. Order and bound change no answer, only who has to be read.
 */
export function scanLarge(people: People, { question, found, sink }: Large, portions: Portions): void {
  const { lowest } = sink
  if (found.count < portions.from || lowest === null || question.lanes.lanes === 0) return scan(people, question, found, sink)
  const bounds = skillBounds(people, question, found)
  const order = byBound(found, bounds)
  const most = mostBesidesSkills(question)
  for (let from = 0; from < found.count; from += portions.rows) {
    const skillsAtMost = order.bounds[from] as number
    if (skillsAtMost + most < lowest()) return
    const rows = order.rows.subarray(from, Math.min(found.count, from + portions.rows))
    scan(people, question, { rows, count: rows.length }, { ...sink, skillsAtMost })
  }
}

// At most: every skill whose bitmap she is in at the level asked, every related one at the best its relation can earn.
function skillBounds({ memory }: People, { lanes }: Question, { rows, count }: Found): Int32Array {
  const { bits } = memory.blocks
  const bounds = new Int32Array(count)
  const held = new Int32Array(lanes.lanes)
  const related = new Int32Array(lanes.lanes)
  let current = -1
  for (let index = 0; index < count; index += 1) {
    const row = rows[index] as number
    if (row >>> 5 !== current) {
      current = row >>> 5
      const at = (row >>> blockShift) * bitmapCount * bitmapWords + (current & (bitmapWords - 1))
      for (let lane = 0; lane < lanes.lanes; lane += 1) {
        held[lane] = anyOf(bits, at, lanes.heldIn[lane] as Int32Array)
        related[lane] = anyOf(bits, at, lanes.relatedIn[lane] as Int32Array)
      }
    }
    let sum = 0
    for (let lane = 0; lane < lanes.lanes; lane += 1) {
      const share = lanes.shares[lane] as number
      if (((held[lane] as number) >>> (row & 31)) & 1) sum += share * full
      else if (((related[lane] as number) >>> (row & 31)) & 1) sum += share * (lanes.mostRelated[lane] as number)
    }
    bounds[index] = Math.floor((weights.skills * Math.floor(sum / lanes.weight)) / full)
  }
  return bounds
}

function anyOf(bits: Int32Array, at: number, bitmaps: Int32Array): number {
  let any = 0
  for (let place = 0; place < bitmaps.length; place += 1) any |= bits[at + (bitmaps[place] as number) * bitmapWords] as number
  return any
}

// A counting sort; `bounds` answers the highest bound in the bucket of a place.
function byBound({ rows, count }: Found, bounds: Int32Array) {
  const last = (weights.skills >> pointsShift) + 1
  const starts = new Int32Array(last + 2)
  const bucketOf = (index: number) => last - ((bounds[index] as number) >> pointsShift)
  for (let index = 0; index < count; index += 1) starts[bucketOf(index) + 1] = (starts[bucketOf(index) + 1] as number) + 1
  for (let bucket = 0; bucket <= last; bucket += 1) starts[bucket + 1] = (starts[bucket + 1] as number) + (starts[bucket] as number)
  const ordered = { rows: new Int32Array(count), bounds: new Int32Array(count) }
  for (let index = 0; index < count; index += 1) {
    const bucket = bucketOf(index)
    const to = starts[bucket] as number
    starts[bucket] = to + 1
    ordered.rows[to] = rows[index] as number
    ordered.bounds[to] = (bounds[index] as number) | ((1 << pointsShift) - 1)
  }
  return ordered
}

// What all other components can give at most for this posting.
function mostBesidesSkills({ tables, policyPoints, posting, context }: Question): number {
  const preference = tables.isComparable ? weights.preference : pointsOf(partOf('preference'), (3 * full) / 4)
  const most = {
    skills: 0,
    policy: policyPoints,
    education: tables.education.words.reduce((best, word) => Math.max(best, word & pointsMask), 0),
    // Nobody is paid surer than who asks for nothing, or says nothing.
    pay: Math.max(
      ...[0, null].map((payFloorFen) => pointsOf(partOf('pay'), rate(partOf('pay'), { posting, context }, { payFloorFen }).score)),
    ),
    experience: Math.max(tables.experience.at(-1) ?? 0, tables.experienceUnknown.points),
    function: posting.demands.length === 0 ? weights.function / 2 : weights.function,
    accommodation: weights.accommodation,
    location: weights.location,
    preference,
  }
  return componentKeys.reduce((sum, key) => sum + most[key], 0)
}
