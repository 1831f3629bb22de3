import type { PostingReading } from '@zhihe/intake/read-posting-row'
import { occupations } from '@zhihe/vocabulary/occupation'
import { skills } from '@zhihe/vocabulary/skill'
import type { Label } from './labels.ts'

/** Counts of one reading against the labels, for precision and recall. */
export interface Tally {
  hits: number
  /** Labelled and not read. */
  missed: readonly string[]
  /** Read and not labelled. */
  surplus: readonly string[]
}

interface Named {
  code: string
  zh: string
  aliases: readonly string[]
}

// The labels are free names, ours are codes: a code is met by any name that the vocabulary gives it.
const namesByCode = (rows: readonly Named[]) => new Map(rows.map(({ code, zh, aliases }) => [code, new Set([zh, ...aliases].map(plain))]))
const skillNames = namesByCode(skills)
const occupationNames = namesByCode(occupations)

export function tallySkills(label: Label, reading: PostingReading): Tally {
  return tallyNames(label.skills, [...new Set(reading.skills.map(({ code }) => code))], skillNames)
}

/** A title of two occupations (服务员/操作工) is met by either. */
export function tallyOccupation(label: Label, reading: PostingReading): Tally {
  const read = reading.occupation === null ? [] : [reading.occupation.code]
  const wanted = label.occupation.split(/[/、,]/).filter(Boolean)
  const isHit = read.some((code) => wanted.some((name) => isName(name, code, occupationNames)))
  return isHit
    ? { hits: 1, missed: [], surplus: [] }
    : { hits: 0, missed: wanted.length > 0 ? [label.occupation] : [], surplus: read.map((code) => nameOf(code, occupationNames)) }
}

// Our table knows some activities apart that the labels' list does not: watching and seeing, listening and hearing, moving about and walking.
const folded: Readonly<Record<string, string>> = { d110: 'b210', d115: 'b230', d455: 'd450', d470: 'd450' }
const fold = (icf: string) => folded[icf] ?? icf

export function tallyDemands(label: Label, reading: PostingReading): Tally {
  const wanted = new Set(label.functionalDemands.map(({ icf }) => fold(icf)))
  const read = new Set<string>(reading.demands.map(({ icf }) => fold(icf)))
  return {
    hits: [...read].filter((icf) => wanted.has(icf)).length,
    missed: [...wanted].filter((icf) => !read.has(icf)),
    surplus: [...read].filter((icf) => !wanted.has(icf)),
  }
}

/** Harmonic mean of precision and recall over all rows. */
export function f1Of(tallies: readonly Tally[]): number {
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, tally) => total + of(tally), 0)
  const hits = sum((tally) => tally.hits)
  const others = sum(({ missed }) => missed.length) + sum(({ surplus }) => surplus.length)
  return hits + others === 0 ? 1 : (2 * hits) / (2 * hits + others)
}

function tallyNames(wanted: readonly string[], read: readonly string[], names: ReadonlyMap<string, ReadonlySet<string>>): Tally {
  const open = new Set(read)
  const missed: string[] = []
  let hits = 0
  for (const name of wanted) {
    const code = [...open].find((one) => isName(name, one, names))
    if (code === undefined) missed.push(name)
    else {
      hits += 1
      open.delete(code)
    }
  }
  return { hits, missed, surplus: [...open].map((code) => nameOf(code, names)) }
}

function isName(name: string, code: string, names: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  return names.get(code)?.has(plain(name)) === true
}

function nameOf(code: string, names: ReadonlyMap<string, ReadonlySet<string>>): string {
  return [...(names.get(code) ?? [code])][0] ?? code
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s/g, '')
}
