import type { Found } from './gather.ts'
import { rowWords } from './layout.ts'
import { createListRater } from './list-rater.ts'
import type { People } from './people.ts'
import type { Question } from './question.ts'
import { outcomeShift } from './rated.ts'
import { type Screened, screen } from './screen.ts'
import type { Sink } from './sink.ts'

/**
 * Two passes. The first screens rows. What is left is put in the order of the score it can reach at most, and the second pass reads lists from
 * the best down until the rest can no longer enter: reading all of them in the order of rows took twice as long where many are eligible, because
 * most of the time goes into waiting for memory.
 */
export function scan(people: People, question: Question, found: Found, sink: Sink): void {
  const screened = screen(people, question, found, sink)
  if (sink.lowest !== null) return readBestFirst(people, question, screened, sink)
  if (question.lanes.isMust.includes(1)) readAll(people, question, screened, sink)
  else takeUnscored(people, screened, sink)
}

const ahead = 16
// What was read ahead; kept so that reading it is not left out.
let touched = 0

function readBestFirst(people: People, question: Question, screened: Screened, sink: Sink): void {
  const rate = createListRater(people, question, sink)
  const { rows, points, marks, most, count } = screened
  const { rows: rowsOf } = people.memory.blocks
  const { units } = people.memory.lists
  const order = bestFirst(screened)
  const lowest = sink.lowest ?? nothing
  for (let from = 0; from < count; from += ahead) {
    const to = Math.min(count, from + ahead)
    // All behind have at most as much as the end of this bucket.
    if (((most[order[from] as number] as number) | bucketMask) < lowest()) return
    // The lists of the next few are touched together, so that memory is waited for once.
    for (let index = from; index < to; index += 1) {
      touched ^= units[rowsOf[(rows[order[index] as number] as number) * rowWords + 1] as number] as number
    }
    for (let index = from; index < to; index += 1) {
      const place = order[index] as number
      if ((most[place] as number) >= lowest()) rate(rows[place] as number, points[place] as number, marks[place] as number)
    }
  }
}

function nothing(): number {
  return 0
}

function readAll(people: People, question: Question, { rows, points, marks, count }: Screened, sink: Sink): void {
  const rate = createListRater(people, question, sink)
  for (let place = 0; place < count; place += 1) rate(rows[place] as number, points[place] as number, marks[place] as number)
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
