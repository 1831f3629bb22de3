import type { PostingFacts } from '@zhihe/scoring/facts'
import { bytesOf, createMemory, createPostingTerms, type PostingMemory, type PostingTerms } from './postings-index/memory.ts'
import { createPostingsReader, type PostingsReader } from './postings-index/reader.ts'
import { createPostingsWriter } from './postings-index/writer.ts'

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
