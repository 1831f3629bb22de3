import type { JobseekerFacts, PostingFacts, Relaxation } from '@zhihe/scoring/facts'
import { partOf } from '@zhihe/scoring/parts'
import { relaxationFor } from '@zhihe/scoring/relaxed'
import { unsaidJobseeker, unsaidPosting } from '@zhihe/scoring/unsaid-facts'
import { postingChannelCodes } from '@zhihe/vocabulary/channel'
import { licenceBucket } from './blocks.ts'
import { ageBuckets, bitmap, licenceBuckets, type PostingTerms } from './memory.ts'
import { offsetsOf } from './person-parts.ts'
import { ageOf } from './record.ts'
import { type Status, statusOf } from './tables.ts'

const remembered = 4_096
const chinaOffsetMs = 8 * 60 * 60 * 1_000

/** What one fact of hers means for each number that postings have in its place, and the bitmaps that follow. */
export interface Bars {
  /** By number: 0 nothing, 1 conditional, 2 excluded. */
  statuses: Uint8Array
  /** Bitmaps for the search after the eligible, and for the one that takes the conditional, too. */
  strict: Int32Array
  loose: Int32Array
}

type AgeFacts = Pick<JobseekerFacts, 'birthMonth' | 'sex'>

/** Statuses by age range and by set of licences: few are distinct on either side, so each table is asked of scoring once and kept. */
export function createGrounds(terms: PostingTerms) {
  const ages = createTables(() => terms.ages.size(), barsOfAges)
  const licences = createTables(() => terms.licences.size(), barsOfLicences)
  return {
    agesFor: ({ birthMonth, sex }: AgeFacts, at: Date): Bars => {
      const facts = { ...unsaidJobseeker, birthMonth, sex }
      return ages(`${birthMonth}|${sex}|${dayOf(at)}`, (range) =>
        statusOf(partOf('age'), { ...unsaidPosting, age: ageOf(terms.ages.text(range)) }, facts, at),
      )
    },
    licencesFor: ({ licences: list }: Pick<JobseekerFacts, 'licences'>): Bars => {
      const facts = { ...unsaidJobseeker, licences: list }
      return licences(list === null ? 'null' : `held ${list.join()}`, (set) =>
        statusOf(partOf('licences'), { ...unsaidPosting, licences: terms.licences.text(set).split(',').filter(Boolean) }, facts),
      )
    },
    relaxedBy: (relaxations: readonly Relaxation[] | undefined): Uint8Array | null =>
      relaxations === undefined || relaxations.length === 0 ? null : relaxedBy(relaxations, terms),
  }
}

/** The day in China, counted. */
export function dayOf(at: Date): number {
  return Math.floor((at.getTime() + chinaOffsetMs) / 86_400_000)
}

// A bucket in which every number is refused.
function barsOfAges(statuses: Uint8Array): Bars {
  const least = leastIn(statuses, ageBuckets, (range) => range % ageBuckets)
  const from = (refused: Status) => offsetsOf(least.flatMap((status, bucket) => (status >= refused ? [bitmap.notAge + bucket] : [])))
  return { statuses, strict: from(1), loose: from(2) }
}

// One of the buckets in which a number is not refused; none at all when nothing is.
function barsOfLicences(statuses: Uint8Array): Bars {
  const least = leastIn(statuses, 1 + licenceBuckets, licenceBucket)
  const below = (refused: Status) => {
    if (least.every((status) => status < refused)) return offsetsOf([])
    return offsetsOf(least.flatMap((status, bucket) => (status !== nobody && status < refused ? [bitmap.licence + bucket] : [])))
  }
  return { statuses, strict: below(1), loose: below(2) }
}

const nobody = -1

/** The least status of each bucket; `nobody` where it has no number yet. */
function leastIn(statuses: Uint8Array, buckets: number, bucketOf: (number: number) => number): number[] {
  const least = Array.from({ length: buckets }, () => nobody)
  for (const [number, status] of statuses.entries()) {
    const bucket = bucketOf(number)
    const held = least[bucket] as number
    least[bucket] = held === nobody ? status : Math.min(held, status)
  }
  return least
}

function createTables(size: () => number, barsOf: (statuses: Uint8Array) => Bars) {
  const made = new Map<string, Bars>()
  return (key: string, status: (number: number) => Status): Bars => {
    const held = made.get(key)
    if (held !== undefined && held.statuses.length >= size()) return held
    if (made.size >= remembered) made.clear()
    const statuses = Uint8Array.from({ length: size() }, (_, number) => held?.statuses[number] ?? status(number))
    const bars = barsOf(statuses)
    made.set(key, bars)
    return bars
  }
}

function relaxedBy(relaxations: readonly Relaxation[], { regions }: PostingTerms): Uint8Array {
  const relaxed = new Uint8Array(regions.size() * 8)
  for (const [place, regionCode] of regions.all().entries()) {
    for (const [channel, code] of postingChannelCodes.entries()) {
      const posting: PostingFacts = { ...unsaidPosting, regionCode, channel: code }
      const holds = (rule: Relaxation['rule']) =>
        relaxationFor({ posting, jobseeker: unsaidJobseeker, context: { at: new Date(0), relaxations } }, rule) !== null
      relaxed[place * 8 + channel] = Number(holds('age')) + 2 * Number(holds('education'))
    }
  }
  return relaxed
}
