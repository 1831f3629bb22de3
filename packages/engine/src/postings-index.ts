import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import type { ComponentScore } from '@zhihe/scoring/judge'
import { compareMatches, type RankKey, tierOf } from '@zhihe/scoring/order'
import { componentKeys, full, weights } from '@zhihe/scoring/weights'
import type { AskQuery, Counts, RankedMatch, RankQuery, VisitFit } from './asks.ts'
import { type Ask, createWalker, type Tier } from './postings-index/ask.ts'
import { partitionOf } from './postings-index/blocks.ts'
import { createIdReader, readId, readVersion } from './postings-index/ids.ts'
import {
  bytesOf,
  createMemory,
  createPostingTerms,
  nameWords,
  type PostingMemory,
  type PostingTerms,
  recordWords,
  word,
} from './postings-index/memory.ts'
import { confidenceOn, rate } from './postings-index/rate.ts'
import { createTop, drain, offer, resetTop } from './postings-index/top.ts'
import { createPostingsWriter } from './postings-index/writer.ts'

/** Answers for a person, exact to the unit and to the tie. */
export interface PostingsReader {
  /** The best open postings for a person. */
  rank: (jobseeker: JobseekerFacts, query: RankQuery) => RankedMatch[]
  /** How many postings she could be listed to, by verdict. */
  counts: (jobseeker: JobseekerFacts, query: AskQuery) => Counts
  /** Every posting she could be listed to, in no order. */
  forEachFit: (jobseeker: JobseekerFacts, query: AskQuery, visit: VisitFit) => void
}

/** The postings as a person looks for them. */
export interface PostingsIndex extends PostingsReader {
  /** Takes the place of what was held under its id. Versions are the caller's business. */
  put: (facts: PostingFacts) => void
  remove: (id: string) => void
  /** A whole number; kept for an id that is not held yet. */
  setCandidates: (id: string, count: number) => void
  /** How many postings are open, in their window or not. */
  size: () => number
  /** Where each open posting stands. */
  records: () => ReadonlyMap<string, number>
  /** What `setCandidates` was told, by posting. */
  candidates: () => ReadonlyMap<string, number>
  /** Of all its typed arrays. */
  bytes: () => number
  memory: PostingMemory
  terms: PostingTerms
}

export function createPostingsIndex(
  memory: PostingMemory = createMemory(),
  terms: PostingTerms = createPostingTerms(),
  candidates: Iterable<[id: string, count: number]> = [],
): PostingsIndex {
  const { put, remove, setCandidates, records, candidates: counts } = createPostingsWriter(memory, terms, new Map(candidates))
  const reader = createPostingsReader(memory, terms)
  return {
    ...reader,
    put,
    remove,
    setCandidates,
    size: () => records.size,
    records: () => records,
    candidates: () => counts,
    bytes: () => bytesOf(memory),
    memory,
    terms,
  }
}

/** The terms as plain lists, for a file or another thread. */
export function termTextsOf(terms: PostingTerms): Record<keyof PostingTerms, readonly string[]> {
  const { skills, icf, occupations, accommodations, ages, licences, regions } = terms
  return {
    skills: skills.all(),
    icf: icf.all(),
    occupations: occupations.all(),
    accommodations: accommodations.all(),
    ages: ages.all(),
    licences: licences.all(),
    regions: regions.all(),
  }
}

/** The terms with the numbers they had. */
export function readTermTexts(texts: Readonly<Record<keyof PostingTerms, readonly string[]>>): PostingTerms {
  const terms = createPostingTerms()
  for (const [kind, held] of Object.entries(texts)) for (const text of held) terms[kind as keyof PostingTerms].add(text)
  return terms
}

/** Reads what a writer writes, in this thread or in another one. */
export function createPostingsReader(memory: PostingMemory, terms: PostingTerms): PostingsReader {
  const { prepare, walk, sheet } = createWalker(memory, terms)
  const top = createTop()
  const componentsOf = createComponents()
  const idOf = createIdReader()

  const rankTier = (ask: Ask, query: RankQuery, tier: Tier, limit: number): RankedMatch[] => {
    const { minScore = 0 } = query.filter ?? {}
    const { after } = query
    resetTop(top, limit)
    walk(ask, tier, {
      only: null,
      least: () => Math.max(top.least, minScore),
      take: (record, score) => {
        if (score < minScore || (after !== undefined && compareMatches(keyOf(memory, record, tier, score), after) <= 0)) return
        offer(top, memory, score, record)
      },
    })
    return Array.from(drain(top, memory), (record) => matchOf(ask, record, tier))
  }

  const matchOf = ({ person, reach, ground }: Ask, record: number, tier: Tier): RankedMatch => {
    const at = record * recordWords
    ground.location = reach.ratings[reach.partitions.indexOf(partitionOf(memory, record))] as number
    ground.least = 0
    ground.refused = 2
    const score = rate(person, record, ground) >> 1
    return {
      postingId: idOf(memory.names, record * nameWords, record),
      jobseekerId: person.facts.id,
      verdict: tier === 0 ? 'eligible' : 'conditional',
      score,
      confidence: confidenceOn(sheet),
      components: componentsOf(sheet),
      recommendations: memory.records[at + word.candidates] as number,
      postingVersion: readVersion(memory.names, record * nameWords + 4),
      jobseekerVersion: person.facts.version,
    }
  }

  const walkAll = (jobseeker: JobseekerFacts, query: AskQuery, take: (record: number, score: number, tier: Tier) => void): void => {
    const { minScore = 0, verdict } = query.filter ?? {}
    const wanted = verdict === undefined ? null : tierOf(verdict)
    walk(prepare(jobseeker, query), wanted, {
      only: null,
      least: () => minScore,
      take: (record, score, tier) => {
        if (score >= minScore) take(record, score, tier)
      },
    })
  }

  return {
    rank: (jobseeker, query) => {
      const { filter: { verdict } = {}, after, limit } = query
      if (limit <= 0) return []
      const ask = prepare(jobseeker, query)
      const eligible = verdict === 'conditional' || after?.tier === 1 ? [] : rankTier(ask, query, 0, limit)
      if (eligible.length === limit || verdict === 'eligible') return eligible
      return [...eligible, ...rankTier(ask, query, 1, limit - eligible.length)]
    },
    counts: (jobseeker, query) => {
      const counts = [0, 0] as [eligible: number, conditional: number]
      walkAll(jobseeker, query, (_, __, tier) => {
        counts[tier] += 1
      })
      return { eligible: counts[0], conditional: counts[1] }
    },
    forEachFit: (jobseeker, query, visit) => {
      // Told at the end, so that whoever is told may ask again.
      const fits: [record: number, tier: Tier, score: number][] = []
      walkAll(jobseeker, query, (record, score, tier) => fits.push([record, tier, score]))
      for (const [record, tier, score] of fits) visit(idOf(memory.names, record * nameWords, record), tier, score)
    },
  }
}

function keyOf({ records, names }: PostingMemory, record: number, tier: Tier, score: number): RankKey {
  const recommendations = records[record * recordWords + word.candidates] as number
  return { tier, score, recommendations, id: readId(names, record * nameWords) }
}

/**
 * Component scores as objects, each made once: they are shared between matches and frozen. One full-length array a component, because an
 * array filled here and there becomes a hash table, and reading nine of those for each match took more than twice as long.
 */
function createComponents(): (sheet: Int32Array) => readonly ComponentScore[] {
  const made = componentKeys.map((): (ComponentScore | null)[] => Array.from({ length: full + 1 }, () => null))
  const make = (place: number, score: number): ComponentScore => {
    const key = componentKeys[place] as ComponentScore['key']
    const component = Object.freeze({ key, score, weight: weights[key], points: Math.floor((weights[key] * score) / full) })
    ;(made[place] as (ComponentScore | null)[])[score] = component
    return component
  }
  const at = (sheet: Int32Array, place: number): ComponentScore => {
    const score = sheet[place] as number
    return (made[place] as (ComponentScore | null)[])[score] ?? make(place, score)
  }
  return (sheet) => componentKeys.map((_, place) => at(sheet, place))
}
