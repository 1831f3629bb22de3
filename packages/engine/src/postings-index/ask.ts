import { isWithinRegion } from '@zhihe/vocabulary/region'
import { workModeCodes } from '@zhihe/vocabulary/work-mode'
import type { AskQuery } from '../asks.ts'
import { type Asker, createAskerReader } from './asker.ts'
import { createFilters, type Filters, readLooseFilters, readStrictFilters } from './filters.ts'
import { createGrounds } from './grounds.ts'
import { readId } from './ids.ts'
import { nameWords, type PostingMemory, type PostingTerms, recordWords, word } from './memory.ts'
import type { Person } from './person.ts'
import { excluded, type Ground, mostOfRest, rate } from './rate.ts'
import { emptyReach, type Reach } from './reach.ts'
import { flag } from './record.ts'
import { createFound, findInPartition } from './search.ts'
import { statusShift } from './sheet.ts'

/** One person's question, ready to be asked of every partition she may look at. */
export interface Ask {
  person: Person
  reach: Reach
  ground: Ground
  /** Exact in what it takes out; null when the question asks for nothing special. */
  narrow: ((record: number) => boolean) | null
}

/** What is done with the postings that are met. */
export interface Visitor {
  /** The least score of this posting that is of use; a better one may be left out as soon as it is certain to stay below. */
  least: (record: number) => number
  take: (record: number, score: number, tier: Tier) => void
  /** Words of bits by record: only these are looked at. */
  only: Int32Array | null
}

export type Tier = 0 | 1

/** Walks the postings of one tier, or of both at once (`null`), for one person after the other. Nothing in it outlives a question but what may be used again. */
export function createWalker(memory: PostingMemory, terms: PostingTerms) {
  const grounds = createGrounds(terms)
  const { person, read } = createAskerReader(terms, grounds)
  const filters: Filters = createFilters()
  const found = createFound()
  const ground: Ground = { memory, refused: 3, now: 0, location: 0, relaxed: null, least: 0, mostOfRest: 0 }
  const ask: Ask = { person, reach: emptyReach(), ground, narrow: null }

  const prepare = (asker: Asker, query: AskQuery): Ask => {
    ask.reach = read(asker, query.at)
    ask.narrow = narrowBy(query, memory, terms)
    ground.now = query.at.getTime()
    ground.relaxed = grounds.relaxedBy(query.relaxations)
    ground.mostOfRest = mostOfRest(person)
    return ask
  }

  const walk = ({ reach, narrow }: Ask, tier: Tier | null, visitor: Visitor): void => {
    if (!person.isListed) return
    if (tier !== 0) readLooseFilters(filters, person, memory, ground)
    else if (!readStrictFilters(filters, person, memory, ground)) return
    ground.refused = tier === 0 ? 3 : 2
    filters.only = visitor.only
    for (let place = 0; place < reach.count; place += 1) {
      ground.location = reach.ratings[place] as number
      if (((ground.location >> statusShift) & ground.refused) !== 0) continue
      findInPartition(found, memory, reach.partitions[place] as number, filters)
      for (let next = 0; next < found.count; next += 1) {
        const record = found.records[next] as number
        if (narrow !== null && !narrow(record)) continue
        ground.least = visitor.least(record)
        const rated = rate(person, record, ground)
        if (rated === excluded) continue
        const verdict: Tier = (rated & 1) === 0 ? 0 : 1
        if (tier === null || verdict === tier) visitor.take(record, rated >> 1, verdict)
      }
    }
  }

  return { prepare, walk }
}

function narrowBy({ filter = {}, exclude }: AskQuery, memory: PostingMemory, { regions }: PostingTerms): Ask['narrow'] {
  const { regionCode, workMode } = filter
  const hasExcluded = exclude !== undefined && exclude.size > 0
  if (regionCode === undefined && workMode === undefined && !hasExcluded) return null
  const inRegion = regionCode === undefined ? null : regions.all().map((code) => isWithinRegion(code, regionCode))
  const mode = workMode === undefined ? -1 : workModeCodes.indexOf(workMode)
  return (record) => {
    const at = record * recordWords
    const { records } = memory
    if (inRegion !== null && inRegion[records[at + word.region] as number] !== true) return false
    if (mode >= 0 && (((records[at + word.flags] as number) >> flag.mode) & 3) !== mode) return false
    return !hasExcluded || !exclude.has(readId(memory.names, record * nameWords))
  }
}
