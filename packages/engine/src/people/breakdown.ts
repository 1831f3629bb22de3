import type { ComponentScore } from '@zhihe/scoring/judge'
import { type ComponentKey, componentKeys, full, neutral, weights } from '@zhihe/scoring/weights'
import { needsIn, nobodySaid, rowWords } from './layout.ts'
import type { People } from './people.ts'
import type { Question } from './question.ts'
import { knownIn, ratingWord, scoreIn } from './rated.ts'

type Rating = { score: number; known: number }

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

// Rating words in the order of `componentKeys`.
const scratch = new Int32Array(componentKeys.length)
const placeOf = Object.fromEntries(componentKeys.map((key, place) => [key, place])) as Record<ComponentKey, number>

const shareOf = componentKeys.map((key) => weights[key])

/** The components of a row that a scan has just looked at: its tables are filled. */
export function breakdown(people: People, question: Question, row: number): Breakdown {
  writeRatings(people, question, row * rowWords)
  const components: Readonly<ComponentScore>[] = []
  let confidence = 0
  for (let place = 0; place < componentKeys.length; place += 1) {
    const rating = scratch[place] as number
    confidence += Math.floor(((shareOf[place] as number) * knownIn(rating)) / full)
    components.push(made[place]?.[scoreIn(rating)] ?? componentScore(place, scoreIn(rating)))
  }
  return { confidence, components }
}

function writeRatings(people: People, question: Question, at: number): void {
  const { tables, policy } = question
  const { rows } = people.memory.blocks
  const lengths = rows[at + 2] as number
  const place = (tables.place.classes[rows[at + 3] as number] as number) * tables.place.room + ((rows[at + 7] as number) & 0xffff)
  scratch[placeOf.skills] = ratingWord(skillsOf(people, question, at))
  scratch[placeOf.function] = tables.function.ratings[rows[at + 4] as number] as number
  scratch[placeOf.accommodation] = tables.needs.ratings[needsIn(rows[at + 5] as number, rows[at + 7] as number)] as number
  scratch[placeOf.location] = tables.place.ratings[place] as number
  scratch[placeOf.pay] = tables.pay.ratings[(rows[at + 6] as number) & 0xfffff] as number
  scratch[placeOf.education] = tables.education.ratings[(lengths >>> 16) & 15] as number
  scratch[placeOf.experience] = ratingWord(experienceOf(people, question, at))
  scratch[placeOf.preference] = ratingWord(preferenceOf(people, question, at))
  scratch[placeOf.policy] = ratingWord(policy)
}

function read(word = 0): Rating {
  return { score: scoreIn(word), known: knownIn(word) }
}

function skillsOf({ memory }: People, { lanes }: Question, at: number): Rating {
  if (lanes.lanes === 0) return lanes.unasked
  const { rows } = memory.blocks
  const start = rows[at + 1] as number
  let sum = 0
  for (let lane = 0; lane < lanes.lanes; lane += 1) {
    let best = 0
    for (let unit = start; unit < start + ((rows[at + 2] as number) & 63); unit += 1) {
      const held = memory.lists.units[unit] as number
      const row = (lanes.rowOf[held & 0xfff] as number) - 1
      if (row >= 0) best = Math.max(best, lanes.credits[(row * 8 + ((held >>> 12) & 7)) * lanes.lanes + lane] as number)
    }
    sum += best * (lanes.shares[lane] as number)
  }
  return { score: Math.floor(sum / lanes.weight), known: full }
}

function preferenceOf({ memory }: People, { tables }: Question, at: number): Rating {
  const { rows } = memory.blocks
  const lengths = rows[at + 2] as number
  const form = lengths >>> 20
  const count = (lengths >>> 6) & 31
  const start = (rows[at + 1] as number) + (lengths & 63)
  const isKnown = tables.isComparable && count !== nobodySaid && count > 0
  let wish = isKnown ? 0 : neutral
  const end = isKnown ? start + count : start
  for (let unit = start; unit < end; unit += 1) {
    wish = Math.max(wish, (tables.wishes[memory.lists.units[unit] as number] as number) - 1)
  }
  const formCredit = (tables.forms.words[form] as number) & 0xffffff
  const known = (isKnown ? 2 * full : 0) + (tables.forms.ratings[form] as number)
  return { score: Math.floor((2 * wish + formCredit) / 4), known: Math.floor(known / 4) }
}

function experienceOf({ memory }: People, { tables }: Question, at: number): Rating {
  const { rows } = memory.blocks
  const lengths = rows[at + 2] as number
  const jobs = (lengths >>> 11) & 31
  if (jobs === nobodySaid) return tables.experienceUnknown
  const wishes = (lengths >>> 6) & 31
  let unit = (rows[at + 1] as number) + (lengths & 63) + (wishes === nobodySaid ? 0 : wishes)
  let hundredths = 0
  for (const end = unit + 2 * jobs; unit < end; unit += 2) {
    const percent = (tables.percents[memory.lists.units[unit] as number] as number) - 1
    hundredths += Math.floor(((memory.lists.units[unit + 1] as number) / 100) * percent)
  }
  return read(tables.experienceRatings[Math.min(hundredths, tables.experienceRatings.length - 1)])
}
