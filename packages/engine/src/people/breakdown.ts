import type { ComponentScore } from '@zhihe/scoring/judge'
import { type ComponentKey, componentKeys, full, neutral, weights } from '@zhihe/scoring/weights'
import { needsIn, nobodySaid, rowWords } from './layout.ts'
import type { People } from './people.ts'
import type { Question } from './question.ts'
import { knownIn, knownShift, pointsMask, ratingWord, scoreIn } from './rated.ts'
import { createSkillSum, sumIn } from './skill-sum.ts'

export interface Breakdown {
  confidence: number
  components: readonly Readonly<ComponentScore>[]
}

// One object for each component and score, for ever: a list of a hundred would make nine hundred.
const made: (Readonly<ComponentScore> | undefined)[][] = componentKeys.map(() => Array.from({ length: full + 1 }, () => undefined))

function componentScore(place: number, score: number): Readonly<ComponentScore> {
  const own = made[place] ?? []
  const key = componentKeys[place] as ComponentKey
  return (own[score] ??= Object.freeze({ key, score, weight: weights[key], points: Math.floor((weights[key] * score) / full) }))
}

const blank: readonly Readonly<ComponentScore>[] = componentKeys.map((_, place) => componentScore(place, 0))

// Rating words in the order of `componentKeys`.
const scratch = new Int32Array(componentKeys.length)
const placeOf = Object.fromEntries(componentKeys.map((key, place) => [key, place])) as Record<ComponentKey, number>

const shareOf = componentKeys.map((key) => weights[key])

/** The components of rows that a scan has just looked at: its tables are filled. */
export function createBreakdown(people: People, question: Question): (row: number) => Breakdown {
  const writeRatings = createRatings(people, question)
  return (row) => {
    writeRatings(row * rowWords)
    // A copy and written over: an array that grows is allocated three times.
    const components = blank.slice()
    let confidence = 0
    for (let place = 0; place < shareOf.length; place += 1) {
      const rating = scratch[place] as number
      confidence += Math.floor(((shareOf[place] as number) * knownIn(rating)) / full)
      components[place] = made[place]?.[scoreIn(rating)] ?? componentScore(place, scoreIn(rating))
    }
    return { confidence, components }
  }
}

function createRatings(people: People, { tables, lanes, policy }: Question): (at: number) => void {
  const { memory } = people
  const { rows } = memory.blocks
  const { units } = memory.lists
  const { function: functions, needs, place, pay, education, forms } = tables
  const skillSum = createSkillSum(people, lanes)
  const unasked = ratingWord(lanes.unasked)
  const experienceUnknown = ratingWord(tables.experienceUnknown)
  const lastExperience = tables.experienceRatings.length - 1

  return (at) => {
    const lengths = rows[at + 2] as number
    const last = rows[at + 7] as number
    const klass = place.classes[rows[at + 3] as number] as number
    let unit = rows[at + 1] as number
    const skillsEnd = unit + (lengths & 63)
    scratch[placeOf.skills] = lanes.lanes === 0 ? unasked : skillsWord(skillSum(unit, skillsEnd))
    scratch[placeOf.function] = functions.ratings[rows[at + 4] as number] as number
    scratch[placeOf.accommodation] = needs.ratings[needsIn(rows[at + 5] as number, last)] as number
    scratch[placeOf.location] = place.ratings[klass * place.room + (last & 0xffff)] as number
    scratch[placeOf.pay] = pay.ratings[(rows[at + 6] as number) & 0xfffff] as number
    scratch[placeOf.education] = education.ratings[(lengths >>> 16) & 15] as number
    unit = skillsEnd
    const wishes = (lengths >>> 6) & 31
    scratch[placeOf.preference] = preferenceWord(unit, wishes, lengths >>> 20)
    if (wishes !== nobodySaid) unit += wishes
    scratch[placeOf.experience] = experienceWord(unit, (lengths >>> 11) & 31)
    scratch[placeOf.policy] = ratingWord(policy)
  }

  function skillsWord(sum: number): number {
    return Math.floor(sumIn(sum) / lanes.weight) | (full << knownShift)
  }

  function preferenceWord(start: number, count: number, form: number): number {
    const isKnown = tables.isComparable && count !== nobodySaid && count > 0
    let wish = isKnown ? 0 : neutral
    const end = isKnown ? start + count : start
    for (let unit = start; unit < end; unit += 1) wish = Math.max(wish, (tables.wishes[units[unit] as number] as number) - 1)
    const formCredit = (forms.words[form] as number) & pointsMask
    const known = (isKnown ? 2 * full : 0) + (forms.ratings[form] as number)
    return ((2 * wish + formCredit) >> 2) | ((known >> 2) << knownShift)
  }

  function experienceWord(start: number, jobs: number): number {
    if (jobs === nobodySaid) return experienceUnknown
    let hundredths = 0
    for (let unit = start; unit < start + 2 * jobs; unit += 2) {
      const percent = (tables.percents[units[unit] as number] as number) - 1
      hundredths += Math.floor(((units[unit + 1] as number) / 100) * percent)
    }
    return tables.experienceRatings[Math.min(hundredths, lastExperience)] as number
  }
}
