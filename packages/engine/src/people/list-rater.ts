import { full, neutral, weights } from '@zhihe/scoring/weights'
import { nobodySaid, rowWords } from './layout.ts'
import type { People } from './people.ts'
import type { Question } from './question.ts'
import { outcomeShift, pointsMask } from './rated.ts'
import { type Floor, keyOf, type Sink } from './sink.ts'

/** Adds to a screened row what its wishes and experience are worth, and gives it to the sink if it is still of use. */
export function createListRater(people: People, { tables }: Question, { floor, take }: Sink & { floor: Floor }) {
  const { memory } = people
  const { rows } = memory.blocks
  const { units } = memory.lists
  const { recommendations } = memory
  const { wishes, percents, experience, isComparable, experienceUnknown } = tables
  const lastExperience = experience.length - 1

  return (row: number, screenedPoints: number, mark: number): void => {
    let points = screenedPoints
    const lengths = rows[row * rowWords + 2] as number
    let unit = (rows[row * rowWords + 1] as number) + (lengths & 63)
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
    points += Math.floor((weights.preference * ((2 * wish + (mark & pointsMask)) >> 2)) / full)

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
    if (points < floor.score) return
    const person = rows[row * rowWords] as number
    take(keyOf(points, recommendations[person] as number), person, row, mark >>> outcomeShift)
  }
}
