import type { PostingReading } from '@zhihe/intake/read-posting-row'
import { occupations } from '@zhihe/vocabulary/occupation'
import { readLicences } from '@zhihe/vocabulary/read-licences'
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
const namesByCode = (rows: readonly Named[]) =>
  new Map(rows.map(({ code, zh, aliases }) => [code, new Set([zh, ...aliases].map(plain).flatMap((name) => [name, stem(name)]))]))
const skillNames = namesByCode(skills)
const occupationNames = namesByCode(occupations)

/** A certificate labelled as a skill (药师证) is met where the licence was read: for us it is one, and no skill. */
export function tallySkills(label: Label, reading: PostingReading): Tally {
  const { hits, missed, surplus } = tallyNames(label.skills, [...new Set(reading.skills.map(({ code }) => code))], skillNames)
  const licences = new Set(reading.licences.map(({ value }) => value.code))
  const unmet = missed.filter((name) => !readLicences(name).some(({ code }) => licences.has(code)))
  return { hits: hits + missed.length - unmet.length, missed: unmet, surplus }
}

/** A title of two occupations (服务员/操作工) is met by either. */
export function tallyOccupation(label: Label, reading: PostingReading): Tally {
  const read = reading.occupation === null ? [] : [reading.occupation.code]
  const wanted = label.occupation.split(/[/、,]/).filter(Boolean)
  const isHit = read.some((code) => wanted.some((name) => isName(name, code, occupationNames) || isKindOf(name, code)))
  return isHit
    ? { hits: 1, missed: [], surplus: [] }
    : { hits: 0, missed: wanted.length > 0 ? [label.occupation] : [], surplus: read.map((code) => nameOf(code, occupationNames)) }
}

/** The head of a Chinese name stands last: 电子厂普工 is a 普工, 网约车司机 a 司机. */
function isKindOf(name: string, code: string): boolean {
  return [...(occupationNames.get(code) ?? [])].some((known) => known.length > 1 && plain(name).endsWith(known))
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

/** Several names of one code (AutoCAD, 天正) are one. */
function tallyNames(wanted: readonly string[], read: readonly string[], names: ReadonlyMap<string, ReadonlySet<string>>): Tally {
  const open = new Set(read)
  const missed: string[] = []
  let hits = 0
  for (const name of wanted) {
    const code = [...open].find((one) => isName(name, one, names))
    const isNamedAlready = read.some((one) => !open.has(one) && isName(name, one, names))
    if (code === undefined && !isNamedAlready) missed.push(name)
    else if (code !== undefined) {
      hits += 1
      open.delete(code)
    }
  }
  return { hits, missed, surplus: [...open].map((code) => nameOf(code, names)) }
}

function isName(name: string, code: string, names: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  return names.get(code)?.has(plain(name)) === true || names.get(code)?.has(stem(plain(name))) === true
}

function nameOf(code: string, names: ReadonlyMap<string, ReadonlySet<string>>): string {
  return [...(names.get(code) ?? [code])][0] ?? code
}

/** 包装工 and 包装员, 图书整理能力 and 图书整理: the ending of a name tells no two occupations or skills apart. */
function stem(name: string): string {
  const bare = name.replace(/(?:工作人员|技术人员|专员|人员|学徒工?|助理|能力|技能|技术|操作|使用|制作|经验|工作|[员工师岗])$/, '')
  return bare.length < 2 ? name : bare
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s/g, '')
}
