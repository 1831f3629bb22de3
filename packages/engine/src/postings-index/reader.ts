import { compareMatches, type RankKey, tierOf } from '@zhihe/scoring/order'
import type { AskQuery, Counts, RankedMatch, RankQuery, VisitFit } from '../asks.ts'
import { type Ask, createWalker, type Tier } from './ask.ts'
import type { Asker } from './asker.ts'
import { readId } from './ids.ts'
import { createMatches, whoAsks } from './matches.ts'
import { nameWords, type PostingMemory, type PostingTerms, recordWords, word } from './memory.ts'
import { createTop, drain, offer, resetTop } from './top.ts'

/** Answers for a person, exact to the unit and to the tie. */
export interface PostingsReader {
  /** The best open postings for a person. */
  rank: (asker: Asker, query: RankQuery) => RankedMatch[]
  /** How many postings she could be listed to, by verdict. */
  counts: (asker: Asker, query: AskQuery) => Counts
  /** Every posting she could be listed to, in no order. */
  forEachFit: (asker: Asker, query: AskQuery, visit: VisitFit) => void
}

/** Reads what a writer writes, in this thread or in another one. */
export function createPostingsReader(memory: PostingMemory, terms: PostingTerms): PostingsReader {
  const { prepare, walk } = createWalker(memory, terms)
  const top = createTop()
  const matchOf = createMatches(memory)

  const rankTier = (ask: Ask, query: RankQuery, tier: Tier, limit: number): void => {
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
    drain(top, memory)
  }

  const walkAll = (asker: Asker, query: AskQuery, take: (record: number, score: number, tier: Tier) => void): void => {
    const { minScore = 0, verdict } = query.filter ?? {}
    const wanted = verdict === undefined ? null : tierOf(verdict)
    walk(prepare(asker, query), wanted, {
      only: null,
      least: () => minScore,
      take: (record, score, tier) => {
        if (score >= minScore) take(record, score, tier)
      },
    })
  }

  return {
    rank: (asker, query) => {
      const { filter: { verdict } = {}, after, limit } = query
      const matches: RankedMatch[] = []
      if (limit <= 0) return matches
      const ask = prepare(asker, query)
      const who = whoAsks(asker)
      for (const tier of [0, 1] as const) {
        if (matches.length === limit || verdict === (tier === 0 ? 'conditional' : 'eligible') || (after?.tier ?? 0) > tier) continue
        rankTier(ask, query, tier, limit - matches.length)
        for (let place = 0; place < top.size; place += 1) {
          matches.push(matchOf(ask, who, { record: top.records[place] as number, score: top.keys[place] as number, tier }))
        }
      }
      return matches
    },
    counts: (asker, query) => {
      const counts = [0, 0] as [eligible: number, conditional: number]
      walkAll(asker, query, (_, __, tier) => {
        counts[tier] += 1
      })
      return { eligible: counts[0], conditional: counts[1] }
    },
    forEachFit: (asker, query, visit) => {
      // Told at the end, so that whoever is told may ask again.
      const fits: [record: number, tier: Tier, score: number][] = []
      walkAll(asker, query, (record, score, tier) => fits.push([record, tier, score]))
      for (const [record, tier, score] of fits) visit(readId(memory.names, record * nameWords), tier, score)
    },
  }
}

function keyOf({ records, names }: PostingMemory, record: number, tier: Tier, score: number): RankKey {
  const recommendations = records[record * recordWords + word.candidates] as number
  return { tier, score, recommendations, id: readId(names, record * nameWords) }
}
