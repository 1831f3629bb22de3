import { full, neutral, weights } from '@zhihe/scoring/weights'
import { nobodySaid, rowWords } from './layout.ts'
import type { People } from './people.ts'
import type { Question } from './question.ts'
import { outcomeShift, pointsMask } from './rated.ts'
import type { Screened } from './screen.ts'
import type { Sink } from './sink.ts'
import { createSkillSum, outcomeIn, sumIn } from './skill-sum.ts'

const ahead = 16
// What was read ahead; kept so that reading it is not left out.
let touched = 0

/**
 * Adds the points of skills, which are all of a list that can turn somebody away, and says what each can reach at most by her wishes and
 * experience; who cannot be of use leaves. A bound from bitmaps instead took as long as the lists themselves from three required skills on,
 * and let three rows through where one is of use.
 */
export function screenSkills(people: People, question: Question, screened: Screened, { reject, want, floor }: Sink): void {
  const { lanes } = question
  const { rows } = people.memory.blocks
  const { units } = people.memory.lists
  const { rows: found, points: pointsOf, marks, most: mostOf } = screened
  const skillSum = createSkillSum(people, lanes)
  const mostLeft = createMostLeft(question)
  const least = floor?.score ?? 0
  const isAsked = lanes.lanes > 0
  let count = 0
  for (let index = 0; index < screened.count; index += 1) {
    // The lists of the next few are touched together, so that memory is waited for once.
    if (index % ahead === 0) {
      const end = Math.min(screened.count, index + ahead)
      for (let next = index; next < end; next += 1) touched ^= units[rows[(found[next] as number) * rowWords + 1] as number] as number
    }
    const row = found[index] as number
    const lengths = rows[row * rowWords + 2] as number
    let mark = marks[index] as number
    let points = (pointsOf[index] as number) + lanes.unasked.points
    if (isAsked) {
      const start = rows[row * rowWords + 1] as number
      const sum = skillSum(start, start + (lengths & 63))
      mark |= outcomeIn(sum) << outcomeShift
      points = (pointsOf[index] as number) + Math.floor((weights.skills * Math.floor(sumIn(sum) / lanes.weight)) / full)
    }
    const outcome = mark >>> outcomeShift
    if (outcome & reject || (want !== 0 && (outcome & want) === 0)) continue
    const most = points + mostLeft(lengths, mark & pointsMask)
    if (most < least) continue
    found[count] = row
    pointsOf[count] = points
    marks[count] = mark
    mostOf[count] = most
    count += 1
  }
  screened.count = count
}

const preferenceShare = weights.preference / (4 * full)

/** What wishes and experience can still add at most, told by how many there are. */
function createMostLeft({ tables }: Question): (lengths: number, formCredit: number) => number {
  const wishMost = tables.isComparable ? full : neutral
  const noExperience = tables.experience[0] as number
  const experienceMost = Math.max(noExperience, tables.experience.at(-1) ?? 0)
  const experienceUnknown = tables.experienceUnknown.points
  return (lengths, formCredit) => {
    const wishes = (lengths >>> 6) & 31
    const jobs = (lengths >>> 11) & 31
    const wish = wishes === 0 || wishes === nobodySaid ? neutral : wishMost
    const worked = jobs === nobodySaid ? experienceUnknown : jobs === 0 ? noExperience : experienceMost
    // Not below the points of preference, whatever is lost on the way: floors only take away.
    return Math.floor((2 * wish + formCredit) * preferenceShare) + 1 + worked
  }
}
