import type { ExposureGroup } from '@zhihe/contracts/audit'
import { type DisabilityGrade, type DisabilityType, disabilityGrades, disabilityTypes } from '@zhihe/vocabulary/certificate'
import type { PlainIdentity } from './identity.ts'

/** What is added up of people. */
export interface Tally {
  people: number
  /** People on at least one list. */
  recommended: number
  /** Places on lists. */
  places: number
  firstPlaces: number
}

/** The people who are alike in what an audit tells apart, but for where they live. */
export type Kind = Pick<ExposureGroup, 'type' | 'grade' | 'sex'>

export interface Person {
  kind: Kind
  regionCode: string
  lists: number
  firstPlaces: number
}

/** People of one kind in one place, the finest thing that is counted; it may be a single person and is never shown. */
export interface Cell extends Tally {
  kind: Kind
  regionCode: string
}

export const nothing: Tally = { people: 0, recommended: 0, places: 0, firstPlaces: 0 }

export function addTallies(tallies: readonly Tally[]): Tally {
  const sum = { ...nothing }
  for (const tally of tallies) addTo(sum, tally)
  return sum
}

export function subtractTally(from: Tally, tally: Tally): Tally {
  return {
    people: from.people - tally.people,
    recommended: from.recommended - tally.recommended,
    places: from.places - tally.places,
    firstPlaces: from.firstPlaces - tally.firstPlaces,
  }
}

const typePlace = 18
const gradePlace = 19

/** Type and grade as the number of a certificate has them; what was checked once is not checked again. */
export function kindOf({ certificateNumber }: Pick<PlainIdentity, 'certificateNumber'>, sex: Kind['sex']): Kind {
  return { type: typeOf(certificateNumber?.charAt(typePlace)), grade: gradeOf(certificateNumber?.charAt(gradePlace)), sex }
}

/** Adds people up, a few thousand at a time, and forgets who they are. */
export class CellCounter {
  readonly #cells = new Map<string, Cell>()

  add({ kind, regionCode, lists, firstPlaces }: Person): void {
    const key = `${kind.type} ${kind.grade} ${kind.sex} ${regionCode}`
    const cell = this.#cells.get(key) ?? { kind, regionCode, ...nothing }
    addTo(cell, { people: 1, recommended: lists > 0 ? 1 : 0, places: lists, firstPlaces })
    this.#cells.set(key, cell)
  }

  cells(): Cell[] {
    return [...this.#cells.values()]
  }
}

function addTo(sum: Tally, tally: Tally): void {
  sum.people += tally.people
  sum.recommended += tally.recommended
  sum.places += tally.places
  sum.firstPlaces += tally.firstPlaces
}

function typeOf(digit: string | undefined): DisabilityType | null {
  return disabilityTypes.find((row) => String(row.digit) === digit)?.code ?? null
}

function gradeOf(digit: string | undefined): DisabilityGrade | null {
  return disabilityGrades.find((row) => String(row.grade) === digit)?.grade ?? null
}
