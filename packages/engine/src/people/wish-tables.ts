import { partOf } from '@zhihe/scoring/parts'
import { neutral } from '@zhihe/scoring/weights'
import { createFacetTable, createMemo, type FacetTable } from './facet-table.ts'
import type { People } from './people.ts'
import { outcomeShift, passes, pointsOf, rate, type Side } from './rated.ts'

/** What stands in a person's lists of occupations, as a posting sees each entry. */
export interface WishTables {
  /** By facet of forms and modes: the outcome above the two credits added (0-20000); `ratings`: their known shares added. */
  forms: FacetTable
  /** By occupation: credit + 1 of a wish for it, or 0. */
  wishes: Int32Array
  fillWish: (occupation: number) => number
  /** Whether the posting names an occupation. */
  isComparable: boolean
  /** By occupation: the percent of a year there that counts here + 1, or 0. */
  percents: Int32Array
  fillPercent: (occupation: number) => number
  /** By hundredths of relevant years, up to where they make no difference: points. */
  experience: Int32Array
  /** The same as rating words. */
  experienceRatings: Int32Array
  /** Of who has not said what she has done. */
  experienceUnknown: { points: number; score: number; known: number }
}

const preference = partOf('preference')
const experience = partOf('experience')

export function createWishTables(people: People) {
  const { facets, occupations } = people
  const forms = createMemo<FacetTable>(32, missing)
  const nearness = createMemo<ReturnType<typeof nearnessTables>>(512, missing)
  const years = createMemo<ReturnType<typeof yearsTables>>(256, missing)

  return (side: Side): WishTables => {
    const { employmentForm, workMode, occupationCode, experienceYears } = side.posting
    const form = forms(`${employmentForm} ${workMode}`, () => formTable(side, people))
    form.cover(facets.forms.count())
    const near = nearness(`${occupationCode}`, () => nearnessTables(side, (occupation) => occupations.text(occupation)))
    near.cover(occupations.count())
    const worked = years(`${experienceYears} ${occupationCode !== null}`, () => yearsTables(side))
    return { forms: form, isComparable: occupationCode !== null, ...near.tables, ...worked }
  }
}

function missing(): never {
  throw new Error('made from a posting only')
}

// Half of a preference is the occupation, a quarter each the form and the mode: asked with the others unknown, each can be read off.
function formTable({ posting, context }: Side, people: People): FacetTable {
  const side = { posting: { ...posting, occupationCode: null }, context }
  const table = createFacetTable(preference, () => ({ outcome: passes, rule: null, score: 0, known: 0 }))
  table.fill = (facet) => {
    const { outcome, score, known } = rate(preference, side, people.factsOf('forms', facet))
    const word = (outcome << outcomeShift) | (4 * score - 2 * neutral)
    table.words[facet] = word
    table.ratings[facet] = 4 * known
    return word
  }
  return table
}

function nearnessTables({ posting, context }: Side, textOf: (occupation: number) => string) {
  const asked = { posting: { ...posting, experienceYears: 1 }, context }
  const tables = {
    wishes: new Int32Array(0),
    percents: new Int32Array(0),
    fillWish: (occupation: number) => {
      const { score } = rate(preference, { posting, context }, { desiredOccupations: [textOf(occupation)] })
      const cell = 2 * score - neutral + 1
      tables.wishes[occupation] = cell
      return cell
    },
    // One year of it against one year asked for.
    fillPercent: (occupation: number) => {
      const { score } = rate(experience, asked, { experience: [{ occupationCode: textOf(occupation), years: 1 }] })
      // Where the posting names no occupation every year counts, and the credit is halved.
      const cell = (posting.occupationCode === null ? 100 : score / 100) + 1
      tables.percents[occupation] = cell
      return cell
    },
  }
  return {
    tables,
    cover: (count: number) => {
      if (count <= tables.wishes.length) return
      tables.wishes = longer(tables.wishes, count + 64)
      tables.percents = longer(tables.percents, count + 64)
    },
  }
}

const yearsCredited = 5

function yearsTables(side: Side) {
  const asked = side.posting.experienceYears ?? yearsCredited
  const length = Math.max(0, asked) * 100 + 1
  const tables = {
    experience: new Int32Array(length),
    experienceRatings: new Int32Array(length),
    experienceUnknown: { points: 0, score: 0, known: 0 },
  }
  const own = side.posting.occupationCode ?? 'any'
  for (let hundredths = 0; hundredths < length; hundredths += 1) {
    // Half a hundredth more, so that the floor of a fraction cannot fall short of it.
    const years = (hundredths + 0.5) / 100
    const { score, known } = rate(experience, side, { experience: [{ occupationCode: own, years }] })
    tables.experience[hundredths] = pointsOf(experience, score)
    tables.experienceRatings[hundredths] = score | (known << 14)
  }
  const { score, known } = rate(experience, side, { experience: null })
  tables.experienceUnknown = { points: pointsOf(experience, score), score, known }
  return tables
}

function longer(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(length)
  copy.set(array)
  return copy
}
