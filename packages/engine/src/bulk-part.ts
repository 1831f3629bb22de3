import type { JobseekerFacts, Relaxation } from '@zhihe/scoring/facts'
import { type BulkLists, bulkKey, countEligible, leastScore, mergeLists, offerTo } from './bulk-lists.ts'
import { rowWords } from './people/layout.ts'
import { createPeople, type People, type PeopleMemory } from './people/people.ts'
import { type Ask, createWalker, type Tier } from './postings-index/ask.ts'
import type { Asker } from './postings-index/asker.ts'
import { compareIdsAt } from './postings-index/ids.ts'
import { blockPlaces, head, nameWords, type PostingMemory, type PostingTerms, recordWords, word } from './postings-index/memory.ts'
import { readTermTexts } from './postings-index.ts'

/** All that a thread needs to do its part; everything big is shared. */
export interface BulkJob {
  people: PeopleMemory
  odd: readonly (readonly [person: number, facts: JobseekerFacts])[]
  postings: PostingMemory
  terms: Readonly<Record<keyof PostingTerms, readonly string[]>>
  at: Date
  relaxations: readonly Relaxation[]
  /** How many people and postings there can be: one more than the highest numbers. */
  rows: number
  /** The lists of postings by thread; the first is where the merged ones end up. */
  parts: readonly BulkLists[]
  jobseekers: BulkLists
  /** By person: 1 if the eligible alone filled her list, so that the conditional only matter to postings. */
  full: Uint8Array
  /** Bits by record: the postings that have room for conditional ones. */
  open: Int32Array
  /** See `control`. */
  control: Int32Array
  thread: number
}

/** Words that the threads share: the next row of each pass, the next record to merge, who has reached which gate, pairs rated. */
export const control = { rows: [0, 1], merge: 2, gates: 3, done: 6, words: 8 } as const

// Neighbours share what is remembered of places, so a thread takes many rows of a city at once.
const chunkRows = 4_096
const chunkRecords = 512

/**
 * Rates every pair that can be listed. First everybody's eligible postings, and the conditional ones of whoever has room left; then, where
 * a posting has room left, the conditional ones of the others.
 */
export function runBulkPart(job: BulkJob): void {
  const terms = readTermTexts(job.terms)
  const people = createPeople(job.people)
  const pass = createPass(job, people, terms)
  pass(0)
  waitForAll(job, 0)
  if (job.thread === 0) findOpen(job)
  waitForAll(job, 1)
  pass(1)
  waitForAll(job, 2)
  merge(job, people)
}

function createPass(job: BulkJob, people: People, terms: PostingTerms): (which: 0 | 1) => void {
  const { postings, jobseekers } = job
  const own = job.parts[job.thread] as BulkLists
  const walker = createWalker(postings, terms)
  const { rows } = people.memory.blocks
  const query = { at: job.at, relaxations: job.relaxations }
  const comparePostings = (a: number, b: number) => compareIdsAt(postings.names, a * nameWords, b * nameWords)

  let person = 0
  let tier: Tier = 0
  const take = (record: number, score: number) => {
    const candidates = postings.records[record * recordWords + word.candidates] as number
    offerTo(jobseekers, person, bulkKey(tier, score, candidates), record, comparePostings)
    offerTo(own, record, bulkKey(tier, score, people.recommendationsOf(person)), person, people.ids.compare)
  }
  const least = (record: number) => Math.min(leastScore(jobseekers, person, tier), leastScore(own, record, tier))
  const walk = (ask: Ask, wanted: Tier, only: Int32Array | null) => {
    tier = wanted
    walker.walk(ask, tier, { only, least, take })
  }
  const passes: readonly ((asker: Asker) => void)[] = [
    (asker) => {
      const ask = walker.prepare(asker, query)
      walk(ask, 0, null)
      if ((jobseekers.sizes[person] as number) >= jobseekers.limit) job.full[person] = 1
      else walk(ask, 1, null)
    },
    (asker) => {
      if (job.full[person] === 1) walk(walker.prepare(asker, query), 1, job.open)
    },
  ]

  return (which) => {
    const ask = passes[which] as (asker: Asker) => void
    forChunks(job, control.rows[which], { size: chunkRows, end: job.rows }, (row) => {
      person = rows[row * rowWords] as number
      // She may stand in several rows; and what a freed row holds is not hers any more.
      if (people.memory.row[person] === row + 1 && (which === 0 || job.full[person] === 1)) ask({ people, row })
    })
    if (job.thread > 0) return
    for (const [number, facts] of job.odd) {
      person = number
      ask(facts)
    }
  }
}

function forChunks(
  { control: shared }: BulkJob,
  counter: number,
  { size, end }: { size: number; end: number },
  visit: (place: number) => void,
): void {
  for (let first = Atomics.add(shared, counter, size); first < end; first = Atomics.add(shared, counter, size)) {
    for (let place = first; place < Math.min(end, first + size); place += 1) visit(place)
    Atomics.add(shared, control.done, Math.min(end, first + size) - first)
  }
}

function waitForAll({ control: shared, parts }: BulkJob, gate: number): void {
  const place = control.gates + gate
  Atomics.add(shared, place, 1)
  Atomics.notify(shared, place)
  for (let come = Atomics.load(shared, place); come < parts.length; come = Atomics.load(shared, place)) Atomics.wait(shared, place, come)
}

// Conditional people of the first pass may fill a list and have to leave it again for better ones of the second: only the eligible settle it.
function findOpen({ parts, open, postings }: BulkJob): void {
  const limit = parts[0]?.limit ?? 0
  for (let record = 0; record < (postings.head[head.blocks] as number) * blockPlaces; record += 1) {
    const eligible = parts.reduce((sum, lists) => sum + countEligible(lists, record), 0)
    if (eligible < limit) open[record >> 5] = (open[record >> 5] as number) | (1 << (record & 31))
  }
}

function merge(job: BulkJob, people: People): void {
  const { parts, postings } = job
  const [merged] = parts
  const end = (postings.head[head.blocks] as number) * blockPlaces
  forChunks(job, control.merge, { size: chunkRecords, end }, (record) => {
    if (merged === undefined) return
    for (const [place, { key, item }] of mergeLists(parts, record, people.ids.compare).entries()) {
      merged.keys[record * merged.limit + place] = key
      merged.items[record * merged.limit + place] = item
      merged.sizes[record] = place + 1
    }
  })
}
