import { full, neutral, weights } from '@zhihe/scoring/weights'
import { nobodySaid, rowWords } from './layout.ts'
import type { People } from './people.ts'
import type { Question } from './question.ts'
import { asks, excludes, outcomeShift, pointsMask } from './rated.ts'
import { keyOf, type Sink } from './sink.ts'

/** Adds to a screened row what its lists are worth, skills, wishes and experience, and gives it to the sink if it is still of use. */
export function createListRater(people: People, { tables, lanes }: Question, sink: Sink) {
  const { memory } = people
  const { rows } = memory.blocks
  const { units } = memory.lists
  const { recommendations } = memory
  const { wishes, percents, experience, isComparable, experienceUnknown } = tables
  const { rowOf, credits, shares, isMust, lanes: laneCount, weight: laneWeight } = lanes
  const { reject, want } = sink
  const best = new Int32Array(laneCount)
  const lastExperience = experience.length - 1

  return (row: number, screenedPoints: number, mark: number): void => {
    let outcome = mark >>> outcomeShift
    let points = screenedPoints
    const lowest = sink.lowest?.() ?? 0
    const lengths = rows[row * rowWords + 2] as number
    let unit = rows[row * rowWords + 1] as number
    const skillsEnd = unit + (lengths & 63)
    if (laneCount === 0) points += lanes.unasked.points
    else {
      for (let lane = 0; lane < laneCount; lane += 1) best[lane] = 0
      for (; unit < skillsEnd; unit += 1) {
        const held = units[unit] as number
        const skillRow = rowOf[held & 0xfff] as number
        if (skillRow === 0) continue
        const from = ((skillRow - 1) * 8 + ((held >>> 12) & 7)) * laneCount
        for (let lane = 0; lane < laneCount; lane += 1) {
          const credit = credits[from + lane] as number
          if (credit > (best[lane] as number)) best[lane] = credit
        }
      }
      let sum = 0
      for (let lane = 0; lane < laneCount; lane += 1) {
        const credit = best[lane] as number
        sum += credit * (shares[lane] as number)
        if (isMust[lane] === 1 && credit < full) outcome |= credit === 0 ? excludes : asks
      }
      if (outcome & reject) return
      points += Math.floor((weights.skills * Math.floor(sum / laneWeight)) / full)
    }
    if (want !== 0 && (outcome & want) === 0) return
    if (sink.lowest === null) return sink.take(0, rows[row * rowWords] as number, row, outcome)
    if (points + weights.preference + weights.experience < lowest) return

    unit = skillsEnd
    const wishCount = (lengths >>> 6) & 31
    let wish = neutral
    if (wishCount !== nobodySaid) {
      const end = unit + wishCount
      if (wishCount > 0 && isComparable) wish = 0
      for (; unit < end; unit += 1) {
        const credit = (wishes[units[unit] as number] as number) || tables.fillWish(units[unit] as number)
        if (isComparable && credit - 1 > wish) wish = credit - 1
      }
    }
    points += Math.floor((weights.preference * Math.floor((2 * wish + (mark & pointsMask)) / 4)) / full)

    const jobCount = (lengths >>> 11) & 31
    if (jobCount === nobodySaid) points += experienceUnknown.points
    else {
      let hundredths = 0
      for (const end = unit + 2 * jobCount; unit < end; unit += 2) {
        const percent = (percents[units[unit] as number] as number) || tables.fillPercent(units[unit] as number)
        if (percent > 1) hundredths += Math.floor(((units[unit + 1] as number) / 100) * (percent - 1))
      }
      points += experience[hundredths < lastExperience ? hundredths : lastExperience] as number
    }
    if (points < lowest) return
    const person = rows[row * rowWords] as number
    sink.take(keyOf(points, recommendations[person] as number), person, row, outcome)
  }
}
