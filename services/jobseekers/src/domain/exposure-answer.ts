import type { ExposureAudit, ExposureGroup, regionLevels } from '@zhihe/contracts/audit'
import { regionParents } from '@zhihe/vocabulary/region'
import type { Part, Parts } from './exposure-parts.ts'
import { addTallies, type Kind, subtractTally, type Tally } from './exposure-tally.ts'

export interface ExposureQuestion {
  regionCode: string | null
  level?: (typeof regionLevels)[number] | undefined
  minGroup: number
}

export type ExposureAnswer = Omit<ExposureAudit, 'asOf'>

// The four-fifths rule of thumb of employment audits. A parity below it asks for a look; it proves nothing.
const attentionBelow = 0.8

const levelsByDepth = ['all', 'province', 'prefecture', 'county'] as const

/** What an audit says of the parts of a region: groups of `minGroup` and more, and all the rest as one. */
export function answerExposure({ kinds }: Parts, { regionCode, level, minGroup }: ExposureQuestion): ExposureAnswer {
  const path = regionCode === null ? [] : [...regionParents(regionCode), regionCode]
  const depth = Math.max(path.length, level === undefined ? 0 : levelsByDepth.indexOf(level))
  const here = kinds.flatMap(({ kind, part }) => {
    const found = descend(part, path)
    return found ? [{ kind, part: found }] : []
  })
  const all = addTallies(here.map(({ part }) => part.tally))
  const shown = here
    .flatMap(({ kind, part }) =>
      kind === null ? [] : partsAt(part, { code: regionCode, levels: depth - path.length }).map((one) => ({ kind, ...one })),
    )
    .filter(({ tally }) => tally.people >= minGroup)
  const other = subtractTally(all, addTallies(shown.map(({ tally }) => tally)))
  return {
    regionCode,
    level: levelsByDepth[depth] ?? 'county',
    minGroup,
    all: all.people === 0 ? null : countsOf(all, all),
    groups: shown.map((one) => toGroup(one, all)).sort(leastExposedFirst),
    other: other.people === 0 ? null : countsOf(other, all),
  }
}

function descend(part: Part, path: readonly string[]): Part | undefined {
  return path.reduce<Part | undefined>((found, code) => found?.shown.get(code), part)
}

function partsAt(
  { tally, shown }: Part,
  { code, levels }: { code: string | null; levels: number },
): { regionCode: string | null; tally: Tally }[] {
  if (levels === 0) return [{ regionCode: code, tally }]
  return [...shown].flatMap(([below, part]) => partsAt(part, { code: below, levels: levels - 1 }))
}

function toGroup({ kind, regionCode, tally }: { kind: Kind; regionCode: string | null; tally: Tally }, all: Tally): ExposureGroup {
  const parity = parityOf(tally, all)
  return { ...kind, regionCode, ...countsOf(tally, all), attention: parity !== null && parity < attentionBelow }
}

function countsOf(tally: Tally, all: Tally) {
  const { people, recommended, places, firstPlaces } = tally
  const parity = parityOf(tally, all)
  return {
    people,
    recommended,
    recommendationsPer100: Math.round((places / people) * 1_000) / 10,
    firstPlaceShare: all.firstPlaces === 0 ? 0 : Math.round((firstPlaces / all.firstPlaces) * 10_000),
    parity: parity === null ? null : Math.round(parity * 100) / 100,
  }
}

function parityOf(tally: Tally, all: Tally): number | null {
  return all.places === 0 ? null : tally.places / tally.people / (all.places / all.people)
}

function leastExposedFirst(a: ExposureGroup, b: ExposureGroup): number {
  return a.recommendationsPer100 - b.recommendationsPer100 || (nameOf(a) < nameOf(b) ? -1 : 1)
}

function nameOf({ type, grade, sex, regionCode }: ExposureGroup): string {
  return `${regionCode} ${type} ${grade} ${sex}`
}
