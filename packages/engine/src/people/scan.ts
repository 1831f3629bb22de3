import { weights } from '@zhihe/scoring/weights'
import type { Found } from './gather.ts'
import { licencesIn, needsIn, rowWords } from './layout.ts'
import { createListRater } from './list-rater.ts'
import type { People } from './people.ts'
import type { Question } from './question.ts'
import { outcomeShift, pointsMask } from './rated.ts'

/** Keys order matches of one tier in one number: the score above the recommendations, turned round. */
export const scoreUnit = 65_536

export function keyOf(score: number, recommendations: number): number {
  return score * scoreUnit + (scoreUnit - 1 - recommendations)
}

export interface Sink {
  /** Outcomes that are turned away, as bits. */
  reject: number
  /** Outcomes of which one has to be there; 0: none. */
  want: number
  /** A score below it is of no use, and it may rise while the scan goes on; null: scores do not matter and keys are 0. */
  lowest: (() => number) | null
  /** What the skills of these rows can earn at most; default: all there is. */
  skillsAtMost?: number
  take: (key: number, person: number, row: number, outcome: number) => void
}

/** Rows that pass all but their lists, with what is known of them so far; written over by the next scan. */
export interface Screened {
  rows: Int32Array
  /** Points without skills, preference and experience. */
  points: Int32Array
  /** The outcome above the credit of forms and modes. */
  marks: Int32Array
  count: number
}

const screened: Screened = { rows: new Int32Array(0), points: new Int32Array(0), marks: new Int32Array(0), count: 0 }
/** What is not known before the lists are read, at most. */
export function mostFromLists({ skillsAtMost = weights.skills }: Sink): number {
  return skillsAtMost + weights.preference + weights.experience
}

/**
 * Two passes. The first reads a row each, half a cache line, and loads every part from its table. What is left is put in the order of the points it
 * has, and the second pass reads lists from the best down until the rest can no longer enter: reading all of them in the order of rows took
 * twice as long where many are eligible, because most of the time goes into waiting for memory.
 */
export function scan(people: People, question: Question, found: Found, sink: Sink): void {
  screen(people, question, found, sink)
  if (sink.lowest === null && !question.lanes.isMust.includes(1)) return takeUnscored(people, sink)
  const rate = createListRater(people, question, sink)
  const fromLists = mostFromLists(sink)
  const order = sink.lowest === null ? null : bestFirst()
  const units = people.memory.lists.units
  const { rows } = people.memory.blocks
  for (let from = 0; from < screened.count; from += ahead) {
    const to = Math.min(screened.count, from + ahead)
    const first = order === null ? from : (order[from] as number)
    if ((screened.points[first] as number) + fromLists + (1 << pointsShift) <= (sink.lowest?.() ?? 0)) return
    // The lists of the next few are touched together, so that memory is waited for once.
    for (let index = from; index < to; index += 1) {
      const place = order === null ? index : (order[index] as number)
      touched ^= units[rows[(screened.rows[place] as number) * rowWords + 1] as number] as number
    }
    for (let index = from; index < to; index += 1) {
      const place = order === null ? index : (order[index] as number)
      rate(screened.rows[place] as number, screened.points[place] as number, screened.marks[place] as number)
    }
  }
}

const ahead = 16
/** What was read ahead; kept so that reading it is not left out. */
export let touched = 0

function screen(people: People, question: Question, found: Found, sink: Sink): void {
  const { reject, lowest } = sink
  const { tables, outside } = question
  const { rows } = people.memory.blocks
  const { age, education, licences, place, pay, needs, forms, function: functions } = tables
  const { words: ageWords } = age
  const { words: educationWords } = education
  const { words: licenceWords } = licences
  const { words: payWords } = pay
  const { words: functionWords } = functions
  const { words: needWords } = needs
  const { words: formWords } = forms
  const { classes, room } = place
  const least = (lowest?.() ?? 0) - mostFromLists(sink)
  let placeWords = place.words
  makeRoom(found.count)
  let count = 0

  for (let index = 0; index < found.count; index += 1) {
    if (index % ahead === 0) {
      const end = Math.min(found.count, index + ahead)
      for (let next = index; next < end; next += 1) touched ^= rows[(found.rows[next] as number) * rowWords] as number
    }
    const row = found.rows[index] as number
    const at = row * rowWords
    const reach = rows[at + 3] as number
    const last = rows[at + 7] as number
    const limits = last & 0xffff
    let klass = classes[reach] as number
    if (klass === 0) {
      klass = place.fillClass(reach)
      placeWords = place.words
    }
    let word = placeWords[klass * room + limits] as number
    if (word === 0) word = place.fill(reach, limits)
    let outcome = question.outcome | (word >>> outcomeShift)
    let points = question.policyPoints + (word & pointsMask)

    const lengths = rows[at + 2] as number
    const form = lengths >>> 20
    word = formWords[form] as number
    if (word === 0) word = forms.fill(form)
    outcome |= word >>> outcomeShift
    const formCredit = word & pointsMask

    const ages = rows[at + 5] as number
    word = ageWords[ages & 0xffff] as number
    if (word === 0) word = age.fill(ages & 0xffff)
    outcome |= word >>> outcomeShift
    word = educationWords[(lengths >>> 16) & 15] as number
    outcome |= word >>> outcomeShift
    points += word & pointsMask

    const pays = rows[at + 6] as number
    word = payWords[pays & 0xfffff] as number
    if (word === 0) word = pay.fill(pays & 0xfffff)
    outcome |= word >>> outcomeShift
    points += word & pointsMask
    const held = licencesIn(pays, last)
    word = licenceWords[held] as number
    if (word === 0) word = licences.fill(held)
    outcome |= word >>> outcomeShift
    if (outcome & reject) continue

    const capabilities = rows[at + 4] as number
    word = functionWords[capabilities] as number
    if (word === 0) word = functions.fill(capabilities)
    outcome |= word >>> outcomeShift
    points += word & pointsMask
    const needed = needsIn(ages, last)
    word = needWords[needed] as number
    if (word === 0) word = needs.fill(needed)
    outcome |= word >>> outcomeShift
    points += word & pointsMask
    if (outcome & reject || points < least) continue
    if (outside.reach !== null && outside.reach[reach] === 1) continue
    if (outside.forms !== null && outside.forms[form] === 1) continue

    screened.rows[count] = row
    screened.points[count] = points
    screened.marks[count] = (outcome << outcomeShift) | formCredit
    count += 1
  }
  screened.count = count
}

function makeRoom(count: number): void {
  if (count <= screened.rows.length) return
  const length = Math.ceil(count * 1.25)
  screened.rows = new Int32Array(length)
  screened.points = new Int32Array(length)
  screened.marks = new Int32Array(length)
  sorted = new Int32Array(length)
}

function takeUnscored({ memory }: People, { want, take }: Sink): void {
  const { rows } = memory.blocks
  for (let place = 0; place < screened.count; place += 1) {
    const row = screened.rows[place] as number
    const outcome = (screened.marks[place] as number) >>> outcomeShift
    if (want === 0 || (outcome & want) !== 0) take(0, rows[row * rowWords] as number, row, outcome)
  }
}

const pointsShift = 3
const buckets = new Int32Array((10_000 >> pointsShift) + 2)
let sorted = new Int32Array(0)

// A counting sort: within a bucket of eight points the order of rows is kept.
function bestFirst(): Int32Array {
  const { points, count } = screened
  buckets.fill(0)
  const last = buckets.length - 1
  for (let place = 0; place < count; place += 1) {
    const bucket = last - ((points[place] as number) >> pointsShift)
    buckets[bucket] = (buckets[bucket] as number) + 1
  }
  let start = 0
  for (let bucket = 0; bucket < buckets.length; bucket += 1) {
    const size = buckets[bucket] as number
    buckets[bucket] = start
    start += size
  }
  for (let place = 0; place < count; place += 1) {
    const bucket = last - ((points[place] as number) >> pointsShift)
    const to = buckets[bucket] as number
    sorted[to] = place
    buckets[bucket] = to + 1
  }
  return sorted
}
