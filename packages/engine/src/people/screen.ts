import { weights } from '@zhihe/scoring/weights'
import type { Rows } from './gather.ts'
import { licencesIn, needsIn, rowWords } from './layout.ts'
import type { People } from './people.ts'
import type { Question } from './question.ts'
import { outcomeShift, pointsMask } from './rated.ts'
import type { Sink } from './sink.ts'

/** Rows that pass all but their lists, with what is known of them so far; written over by the next screening. */
export interface Screened {
  rows: Int32Array
  /** Points without preference and experience, and before `screenSkills` without skills. */
  points: Int32Array
  /** The outcome above the credit of forms and modes. */
  marks: Int32Array
  /** The score they can reach at most; written by `screenSkills`. */
  most: Int32Array
  count: number
}

const screened: Screened = {
  rows: new Int32Array(0),
  points: new Int32Array(0),
  marks: new Int32Array(0),
  most: new Int32Array(0),
  count: 0,
}
const ahead = 16
// What was read ahead; kept so that reading it is not left out.
let touched = 0

/** Reads a row each, half a cache line, and loads every part but the lists from its table. */
export function screen(people: People, question: Question, found: Rows, sink: Sink): Screened {
  const { reject, floor } = sink
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
  const least = floor?.score ?? 0
  const listsMost = mostOfLists(question, found)
  let placeWords = place.words
  makeRoom(found.count)
  const { rows: outRows, points: outPoints, marks: outMarks } = screened
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
    if (outcome & reject) continue
    if (outside.reach !== null && outside.reach[reach] === 1) continue
    if (outside.forms !== null && outside.forms[form] === 1) continue

    if (points + listsMost < least) continue
    outRows[count] = row
    outPoints[count] = points
    outMarks[count] = (outcome << outcomeShift) | formCredit
    count += 1
  }
  screened.count = count
  return screened
}

// Not below what skills, wishes and experience give together.
function mostOfLists({ tables, lanes }: Question, { skillsMost = weights.skills }: Rows): number {
  const experience = Math.max(tables.experienceUnknown.points, tables.experience[0] as number, tables.experience.at(-1) ?? 0)
  return (lanes.lanes === 0 ? lanes.unasked.points : skillsMost) + weights.preference + experience
}

function makeRoom(count: number): void {
  if (count <= screened.rows.length) return
  const length = Math.ceil(count * 1.25)
  screened.rows = new Int32Array(length)
  screened.points = new Int32Array(length)
  screened.marks = new Int32Array(length)
  screened.most = new Int32Array(length)
}
