import type { PartKey } from '@zhihe/scoring/parts'
import { partOf } from '@zhihe/scoring/parts'
import { relaxationFor } from '@zhihe/scoring/relaxed'
import { educationLevelCodes } from '@zhihe/vocabulary/education'
import { retirementMonth } from '@zhihe/vocabulary/working-age'
import { type CompiledDemand, createFunctionTable } from './demand-table.ts'
import { createFacetTable, createLately, createMemo, type FacetTable } from './facet-table.ts'
import type { FacetKey } from './facts-text.ts'
import { bornSinceBitmap } from './layout.ts'
import { createNeedTable } from './need-table.ts'
import type { People } from './people.ts'
import { createPlaceTables, type PlaceTable } from './place-table.ts'
import { excludes, rate, type Side } from './rated.ts'
import { createWishTables, type WishTables } from './wish-tables.ts'

export interface AgeTable extends FacetTable {
  /** The bitmap of a birth year that everybody who passes is in; null: nobody is too old. */
  bornSince: number | null
}

/** One table for each part of a match, as a posting sees it. */
/** What the accommodations of a posting change. */
export interface OfferTables {
  function: FacetTable
  needs: FacetTable
}

export interface Tables extends WishTables, OfferTables {
  age: AgeTable
  /** By level: [0] nobody has said. */
  education: FacetTable
  licences: FacetTable
  place: PlaceTable
  pay: FacetTable
}

/**
 * Tables are kept by what they depend on, so that a run over many postings fills each once. The bounds hold a province's worth of
 * distinct ages, places and offers; a table of functions is as particular as its posting, and is kept for a posting asked twice only.
 */
export function createTables(people: People) {
  const { facets } = people
  const ages = createMemo<AgeTable>(512, never)
  const educations = createMemo<FacetTable>(64, never)
  const licences = createMemo<FacetTable>(256, never)
  const pays = createMemo<FacetTable>(1_024, never)
  const needs = createMemo<FacetTable>(256, never)
  const functions = createLately<FacetTable>()
  const placeTables = createPlaceTables(people)
  const wishTables = createWishTables(people)

  const byFacet = (part: PartKey, key: FacetKey, side: Side) =>
    createFacetTable(partOf(part), (facet) => rate(partOf(part), side, people.factsOf(key, facet)))

  const offersOf = ({ posting, context }: Side, demands: readonly CompiledDemand[]): OfferTables => {
    const offers = `${posting.workMode} ${[...posting.accommodations].sort().join()}`
    const tables = {
      function: functions(posting, () => createFunctionTable(demands, people)),
      needs: needs(offers, () => createNeedTable(people, { posting, context })),
    }
    tables.function.cover(facets.capabilities.count())
    tables.needs.cover(facets.needs.count())
    return tables
  }

  const tablesOf = (side: Side, demands: readonly CompiledDemand[]): Tables => {
    const { posting } = side
    const month = chinaMonth(side.context.at)
    const ageKey = `${JSON.stringify(posting.age)} ${isRelaxed(side, 'age')} ${month} ${workingAges(posting.regionCode)}`
    const tables: Tables = {
      age: ages(ageKey, () =>
        Object.assign(
          byFacet('age', 'age', side),
          earliestBorn(ageKey, () => bornSince(side)),
        ),
      ),
      education: educations(`${posting.education} ${isRelaxed(side, 'education')}`, () => educationTable(side)),
      licences: licences(JSON.stringify(posting.licences), () => byFacet('licences', 'licences', side)),
      place: placeTables(side),
      pay: pays(JSON.stringify(posting.pay), () => byFacet('pay', 'pay', side)),
      ...offersOf(side, demands),
      ...wishTables(side),
    }
    tables.age.cover(facets.age.count())
    tables.licences.cover(facets.licences.count())
    tables.pay.cover(facets.pay.count())
    return tables
  }

  return { tablesOf, offersOf }
}

function never(): never {
  throw new Error('a table was asked for without saying how to make it')
}

function educationTable(side: Side): FacetTable {
  const part = partOf('education')
  const table = createFacetTable(part, (level) =>
    rate(part, side, { education: level === 0 ? null : (educationLevelCodes[level - 1] ?? null) }),
  )
  table.cover(16)
  for (let level = 0; level <= educationLevelCodes.length; level += 1) table.fill(level)
  return table
}

const earliestBirthYear = 1930
// Law and calendar do not change while a process lives, so these are kept for all engines.
const workingAges = createMemo<number>(8_192, (regionCode) => lawNumber(workingAgeText(regionCode)))
const laws = new Map<string, number>()
const earliestBorn = createMemo<{ bornSince: number | null }>(4_096, never)

// The bitmap of the first birth year in which anybody is not too old.
function bornSince(side: Side): { bornSince: number | null } {
  const canPass = (birthMonth: string) =>
    (['male', 'female'] as const).some((sex) => rate(partOf('age'), side, { birthMonth, sex }).outcome < excludes)
  const last = side.context.at.getUTCFullYear()
  let year = earliestBirthYear
  // Who is born in a December is the youngest of the year.
  while (year < last && !canPass(`${year}-12`)) year += 1
  return { bornSince: year === earliestBirthYear || year === last ? null : bornSinceBitmap(year) }
}

function isRelaxed(side: Side, rule: 'age' | 'education'): boolean {
  return relaxationFor(side as Parameters<typeof relaxationFor>[0], rule) !== null
}

/** All that tables know of the moment: equal for two moments at which every table of the posting is the same. */
export function momentOf(side: Side): number {
  return chinaMonth(side.context.at) * 4 + (isRelaxed(side, 'age') ? 2 : 0) + (isRelaxed(side, 'education') ? 1 : 0)
}

// On the calendar of the People's Republic.
function chinaMonth(at: Date): number {
  const there = new Date(at.getTime() + 8 * 3_600_000)
  return there.getUTCFullYear() * 12 + there.getUTCMonth()
}

function lawNumber(text: string): number {
  const number = laws.get(text) ?? laws.size
  laws.set(text, number)
  return number
}

// What the law says of a region, as one text: regions with the same law share their tables.
function workingAgeText(regionCode: string): string {
  let text = ''
  for (const sex of ['male', 'female'] as const) {
    for (let year = earliestBirthYear; year < 2020; year += 1) {
      for (const month of ['01', '05', '09']) text += retirementMonth(sex, `${year}-${month}`, regionCode)
    }
  }
  return text
}
