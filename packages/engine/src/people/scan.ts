import type { Rows } from './gather.ts'
import { rowWords } from './layout.ts'
import { createListRater } from './list-rater.ts'
import type { People } from './people.ts'
import type { Question } from './question.ts'
import { outcomeShift } from './rated.ts'
import { type Screened, screen } from './screen.ts'
import { screenSkills } from './screen-lists.ts'
import type { Floor, Sink } from './sink.ts'

/**
 * Three passes. The first screens rows, the second adds their skills. What is left is put in the order of the score it can reach at most, and the
 * third pass goes from the best down until the rest can no longer enter: rating all of them in the order of rows took twice as long where
 * many are eligible.
 */
export function scan(people: People, question: Question, found: Rows, sink: Sink): void {
  const screened = screen(people, question, found, sink)
  const { floor } = sink
  if (floor === null && !question.lanes.isMust.includes(1)) return takeUnscored(people, screened, sink)
  screenSkills(people, question, screened, sink)
  if (floor === null) takeUnscored(people, screened, sink)
  else rateBestFirst(people, question, screened, { ...sink, floor })
}

function rateBestFirst(people: People, question: Question, screened: Screened, sink: Sink & { floor: Floor }): void {
  const rate = createListRater(people, question, sink)
  const { rows, points, marks, most, count } = screened
  const { floor } = sink
  const order = count > floor.room ? bestFirst(screened) : null
  for (let index = 0; index < count; index += 1) {
    const place = order === null ? index : (order[index] as number)
    // All behind have at most as much as the end of this bucket.
    if (((most[place] as number) | bucketMask) < floor.score && order !== null) return
    if ((most[place] as number) >= floor.score) rate(rows[place] as number, points[place] as number, marks[place] as number)
  }
}

function takeUnscored({ memory }: People, screened: Screened, { want, take }: Sink): void {
  const { rows } = memory.blocks
  for (let place = 0; place < screened.count; place += 1) {
    const row = screened.rows[place] as number
    const outcome = (screened.marks[place] as number) >>> outcomeShift
    if (want === 0 || (outcome & want) !== 0) take(0, rows[row * rowWords] as number, row, outcome)
  }
}

const bucketShift = 4
const bucketMask = (1 << bucketShift) - 1
// Bounds may pass the highest score by the roundings of three parts.
const buckets = new Int32Array((10_000 >> bucketShift) + 2)
let sorted = new Int32Array(0)

// A counting sort: within a bucket of sixteen points the order of rows is kept.
function bestFirst({ most, count }: Screened): Int32Array {
  if (sorted.length < count) sorted = new Int32Array(Math.ceil(count * 1.25))
  buckets.fill(0)
  const last = buckets.length - 1
  for (let place = 0; place < count; place += 1) {
    const bucket = last - ((most[place] as number) >> bucketShift)
    buckets[bucket] = (buckets[bucket] as number) + 1
  }
  let start = 0
  for (let bucket = 0; bucket < buckets.length; bucket += 1) {
    const size = buckets[bucket] as number
    buckets[bucket] = start
    start += size
  }
  for (let place = 0; place < count; place += 1) {
    const bucket = last - ((most[place] as number) >> bucketShift)
    const to = buckets[bucket] as number
    sorted[to] = place
    buckets[bucket] = to + 1
  }
  return sorted
}
