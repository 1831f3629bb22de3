import type { PostingFacts } from '@zhihe/scoring/facts'
import { isOffered } from '@zhihe/scoring/offers'
import { partOf } from '@zhihe/scoring/parts'
import { monthlyRange } from '@zhihe/scoring/pay-range'
import { unsaidJobseeker } from '@zhihe/scoring/unsaid-facts'
import type { AccommodationCode } from '@zhihe/vocabulary/accommodation'
import { postingChannelCodes } from '@zhihe/vocabulary/channel'
import { educationLevelCodes } from '@zhihe/vocabulary/education'
import { employmentFormCodes } from '@zhihe/vocabulary/employment-form'
import { workModeCodes } from '@zhihe/vocabulary/work-mode'
import { compileDemand } from './demands.ts'
import { writeId, writeVersion } from './ids.ts'
import {
  ensure,
  head,
  nameWords,
  number,
  ownList,
  ownListLength,
  type PostingMemory,
  type PostingTerms,
  recordNumbers,
  recordWords,
  word,
} from './memory.ts'
import { skillRow } from './skill-credits.ts'
import { ratingOf } from './tables.ts'

/** What the flags word of a record says, and where. */
export const flag = { mode: 3, education: 5, channel: 9, statement: 12, window: 13, payRange: 14, negotiable: 15, years: 16 } as const

export const mustWeight = 3
export const essentialWeight = 3

interface Held {
  memory: PostingMemory
  terms: PostingTerms
}

/** Writes everything a search reads about a posting into its record; the numbers of texts are given here if they have none. */
export function writeRecord(record: number, posting: PostingFacts, held: Held): void {
  const { memory, terms } = held
  const at = record * recordWords
  const { records } = memory
  records[at + word.flags] = flagsOf(posting)
  records[at + word.limits] = terms.ages.add(ageText(posting)) | (terms.licences.add(licenceText(posting)) << 16)
  records[at + word.region] = terms.regions.add(posting.regionCode)
  records[at + word.occupation] = posting.occupationCode === null ? 0 : terms.occupations.add(posting.occupationCode) + 1
  records[at + word.policy] = ratingOf(partOf('policy'), posting, unsaidJobseeker)
  writeId(memory.names, record * nameWords, posting.id)
  writeVersion(memory.names, record * nameWords + 4, posting.version)
  writeOffers(at, posting, held)
  writeLists(at, posting, held)
  writeNumbers(record, posting, memory)
}

function flagsOf({
  employmentForm,
  workMode,
  education,
  channel,
  statementTypes,
  opensAt,
  closesAt,
  pay,
  experienceYears,
}: PostingFacts): number {
  const range = pay && monthlyRange(pay)
  return (
    employmentFormCodes.indexOf(employmentForm) |
    (workModeCodes.indexOf(workMode) << flag.mode) |
    ((education === null ? 0 : educationLevelCodes.indexOf(education) + 1) << flag.education) |
    (postingChannelCodes.indexOf(channel) << flag.channel) |
    (Number(statementTypes.length > 0) << flag.statement) |
    (Number(opensAt !== null || closesAt !== null) << flag.window) |
    (Number(range !== null) << flag.payRange) |
    (Number(pay?.negotiable === true) << flag.negotiable) |
    (Number(experienceYears !== null) << flag.years)
  )
}

function ageText({ age }: PostingFacts): string {
  return `${age?.min ?? '-'},${age?.max ?? '-'}`
}

/** The range a text of `ageText` stands for. */
export function ageOf(text: string): PostingFacts['age'] {
  const [min, max] = text.split(',').map((part) => (part === '-' ? null : Number(part)))
  return { min: min ?? null, max: max ?? null }
}

function licenceText({ licences }: PostingFacts): string {
  return [...new Set(licences)].sort().join(',')
}

function writeOffers(at: number, posting: PostingFacts, { memory: { records }, terms: { accommodations } }: Held): void {
  for (const code of posting.accommodations) accommodations.add(code)
  records.fill(0, at + word.offers, at + word.offers + 3)
  for (const [bit, code] of accommodations.all().entries()) {
    if (!isOffered(posting, code as AccommodationCode)) continue
    const place = at + word.offers + (bit >> 5)
    records[place] = (records[place] ?? 0) | (1 << (bit & 31))
  }
}

function writeLists(at: number, posting: PostingFacts, held: Held): void {
  const { memory, terms } = held
  const own = posting.demands.filter(({ source }) => source !== 'occupation')
  const assumed = posting.demands.filter(({ source }) => source === 'occupation')
  const compile = (demand: (typeof own)[number]) => compileDemand(posting, demand, { memory, icfs: terms.icf })
  const entries = [
    ...posting.skills.map(({ code, level, must }) => (skillRow(terms.skills.add(code), level) << 1) | (must ? 1 : 0)),
    ...own.map(compile),
    ...assumed.map(compile),
  ]
  if (Math.max(posting.skills.length, own.length, assumed.length) > 255)
    throw new Error(`posting ${posting.id} asks for more than 255 things`)

  if (entries.length <= ownListLength) {
    memory.ownLists.set(entries, at * 2 + ownList)
    memory.records[at + word.lists] = -1
  } else {
    const first = memory.head[head.lists] ?? 0
    ensure(memory, 'lists', first + entries.length)
    memory.lists.set(entries, first)
    memory.head[head.lists] = first + entries.length
    memory.records[at + word.lists] = first
  }
  memory.records[at + word.counts] = posting.skills.length | (own.length << 8) | (assumed.length << 16)
  const skillWeight = posting.skills.reduce((sum, { must }) => sum + (must ? mustWeight : 1), 0)
  const demandWeight = own.reduce((sum, { essential }) => sum + (essential ? essentialWeight : 1), 0)
  memory.records[at + word.weights] = skillWeight | (demandWeight << 16)
}

function writeNumbers(record: number, { opensAt, closesAt, pay, experienceYears }: PostingFacts, { numbers }: PostingMemory): void {
  const at = record * recordNumbers
  const range = pay && monthlyRange(pay)
  numbers[at + number.opensAt] = opensAt === null ? -Infinity : Date.parse(opensAt)
  numbers[at + number.closesAt] = closesAt === null ? Infinity : Date.parse(closesAt)
  numbers[at + number.payMin] = range?.minFen ?? 0
  numbers[at + number.payMax] = range?.maxFen ?? 0
  numbers[at + number.years] = experienceYears ?? 0
}

/** How many entries of `lists` a record holds. */
export function pooledLength(memory: PostingMemory, record: number): number {
  const at = record * recordWords
  const counts = memory.records[at + word.counts] as number
  if ((memory.records[at + word.lists] as number) < 0) return 0
  return (counts & 255) + ((counts >> 8) & 255) + ((counts >> 16) & 255)
}

/** Where the skills and demands of a record stand: in itself, or among the long ones. */
export function listsOf(memory: PostingMemory, at: number): Uint16Array {
  return (memory.records[at + word.lists] as number) < 0 ? memory.ownLists : memory.lists
}

export function listStart({ records }: PostingMemory, at: number): number {
  const pooled = records[at + word.lists] as number
  return pooled < 0 ? at * 2 + ownList : pooled
}
