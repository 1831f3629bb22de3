import { partOf } from '@zhihe/scoring/parts'
import { componentKeys, full, weights } from '@zhihe/scoring/weights'
import type { Found } from './gather.ts'
import type { People } from './people.ts'
import type { Question } from './question.ts'
import { pointsMask, pointsOf, rate } from './rated.ts'
import { scan } from './scan.ts'
import type { Sink } from './sink.ts'
import { skillBounds } from './skill-bounds.ts'

export interface Portions {
  /** Pools smaller than that are read as they are: ordering would cost more than it saves. */
  from: number
  /** How many are read before the end of the list is looked at again. */
  rows: number
}

export const usualPortions: Portions = { from: 2048, rows: 1024 }

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
    const to = Math.min(found.count, from + portions.rows)
    scan(people, question, { rows: order.rows.subarray(from, to), bounds: order.bounds.subarray(from, to), count: to - from }, sink)
  }
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
