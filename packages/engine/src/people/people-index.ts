import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { type RankKey } from '@zhihe/scoring/order'
import type { AccommodationCode } from '@zhihe/vocabulary/accommodation'
import type { AskQuery, Counts, Pool, RankedMatch, RankQuery } from '../asks.ts'
import { passesAsJobseeker } from '../filter.ts'
import { withOffer } from '../plain-engine.ts'
import { joinPools, poolOf } from '../pool.ts'
import { type Candidate, count as countPlainly, rank as rankPlainly } from '../rank.ts'
import { createBreakdown } from './breakdown.ts'
import { newlyEligible, offersTouchTwoParts } from './gain.ts'
import { createGatherer, rowsOf } from './gather.ts'
import { type Portions, scanLarge, usualPortions } from './large-pool.ts'
import type { People } from './people.ts'
import { scanPool } from './pool-scan.ts'
import { createCompiler, type Question } from './question.ts'
import { asks, excludes } from './rated.ts'
import { scan } from './scan.ts'
import { keyOf, type Sink, scoreUnit } from './sink.ts'
import { createTop, type Top } from './top.ts'

/** The people, and the exact answers of a posting about them. */
export interface PeopleIndex {
  rank: (posting: PostingFacts, query: RankQuery) => RankedMatch[]
  count: (posting: PostingFacts, query: AskQuery) => Counts
  pool: (posting: PostingFacts, query: AskQuery) => Pool
  gain: (posting: PostingFacts, accommodation: AccommodationCode, query: AskQuery) => { eligible: number }
}

const tiers = ['eligible', 'conditional'] as const

export function createPeopleIndex(people: People, portions: Portions = usualPortions): PeopleIndex {
  const { compile, compileOffers } = createCompiler(people)
  const gather = createGatherer(people)

  return {
    rank,
    count,
    pool,
    gain,
  }

  function rank(posting: PostingFacts, query: RankQuery): RankedMatch[] {
    if (query.limit <= 0) return []
    const question = compile(posting, query)
    if (question === null) return rankPlainly(candidates(everybody(), posting, query), query)
    if (question.closedBy !== null) return []
    const odd = rankPlainly(candidates(people.odd.values(), posting, query), query)
    const matches: RankedMatch[] = []
    for (const tier of [0, 1] as const) {
      const left = query.limit - matches.length
      if (left <= 0 || !isAsked(question, query, tier)) continue
      const found = rankTier(question, query, { tier, limit: left })
      matches.push(...(odd.length === 0 ? found : merge(found, odd, tiers[tier]).slice(0, left)))
    }
    return matches
  }

  function isAsked({ outcome }: Question, { filter, after }: RankQuery, tier: 0 | 1): boolean {
    if (tier === 0 && (outcome & asks || after?.tier === 1)) return false
    return (filter?.verdict ?? tiers[tier]) === tiers[tier]
  }

  function rankTier(question: Question, query: RankQuery, { tier, limit }: { tier: 0 | 1; limit: number }): RankedMatch[] {
    const { blocks, base } = question
    const found = gather({
      blocks,
      base,
      ...(tier === 0 ? { conditions: question.strict, either: [question.needs] } : { conditions: question.loose }),
    })
    const top = createTop(Math.min(limit, found.count), people.ids.compare)
    if (found.count === 0) return []
    const cut = query.after?.tier === tier ? query.after : undefined
    const left = excluded(query)
    const least = query.filter?.minScore ?? 0
    const floor = { score: least, room: top.limit }
    const sink: Sink = {
      reject: tier === 0 ? excludes | asks : excludes,
      want: tier === 0 ? 0 : asks,
      floor,
      take: (key, person, row) => {
        if (left?.has(person) || (cut !== undefined && !isBehind(key, person, cut))) return
        if (key < top.floor) return
        top.offer(key, person, row)
        floor.room = top.limit - top.size
        if (top.floor >= 0) floor.score = Math.max(least, Math.floor(top.floor / scoreUnit))
      },
    }
    scanLarge(people, { question, found, sink }, portions)
    return results(question, top, tier)
  }

  function isBehind(key: number, person: number, after: RankKey): boolean {
    const cut = keyOf(after.score, after.recommendations)
    return key < cut || (key === cut && people.ids.text(person) > after.id)
  }

  function results(question: Question, top: Top, tier: 0 | 1): RankedMatch[] {
    const { posting } = question
    const breakdown = createBreakdown(people, question)
    return top.sorted().map(({ key, item, row }) => {
      const { confidence, components } = breakdown(row)
      return {
        postingId: posting.id,
        jobseekerId: people.ids.text(item),
        verdict: tiers[tier],
        score: Math.floor(key / scoreUnit),
        confidence,
        components,
        recommendations: people.recommendationsOf(item),
        postingVersion: posting.version,
        jobseekerVersion: people.memory.version[item] as number,
      }
    })
  }

  function count(posting: PostingFacts, query: AskQuery): Counts {
    const question = compile(posting, query)
    if (question === null) return countPlainly(candidates(everybody(), posting, query), query)
    const counts = { eligible: 0, conditional: 0 }
    if (question.closedBy !== null) return counts
    const left = excluded(query)
    const { minScore = 0, verdict } = query.filter ?? {}
    scan(people, question, rowsOf(gather({ blocks: question.blocks, base: question.base, conditions: question.loose })), {
      reject: excludes,
      want: 0,
      floor: minScore > 0 ? { score: minScore, room: 0 } : null,
      take: (_, person, __, outcome) => {
        const found = outcome & asks ? 'conditional' : 'eligible'
        if ((verdict ?? found) === found && !left?.has(person)) counts[found] += 1
      },
    })
    const odd = countPlainly(candidates(people.odd.values(), posting, query), query)
    return { eligible: counts.eligible + odd.eligible, conditional: counts.conditional + odd.conditional }
  }

  function pool(posting: PostingFacts, query: AskQuery): Pool {
    const question = query.filter?.minScore === undefined ? compile(posting, query) : null
    if (question === null) return poolOf(candidates(everybody(), posting, query), query)
    const packed = scanPool(people, question, query, excluded(query))
    return people.odd.size === 0 ? packed : joinPools(packed, poolOf(candidates(people.odd.values(), posting, query), query))
  }

  function gain(posting: PostingFacts, accommodation: AccommodationCode, query: AskQuery): { eligible: number } {
    const offering = withOffer(posting, accommodation)
    const { minScore, verdict } = query.filter ?? {}
    const before = compileOffers(posting, query)
    const after = compile(offering, query)
    if (before === null || after === null || !offersTouchTwoParts || minScore !== undefined || verdict !== undefined) {
      return { eligible: count(offering, query).eligible - count(posting, query).eligible }
    }
    const odd = (facts: PostingFacts) => countPlainly(candidates(people.odd.values(), facts, query), query).eligible
    const gained = odd(offering) - odd(posting)
    if (after.closedBy !== null || after.outcome & asks) return { eligible: gained }
    const left = excluded(query)
    const persons = newlyEligible(people, gather, { before, after, accommodation })
    return { eligible: gained + (left === null ? persons : persons.filter((person) => !left.has(person))).length }
  }

  function excluded({ exclude }: AskQuery): ReadonlySet<number> | null {
    if (exclude === undefined || exclude.size === 0) return null
    return new Set([...exclude].map(people.ids.find))
  }

  function* everybody(): Generator<JobseekerFacts> {
    yield* people.odd.values()
    for (const row of people.memory.row) if (row > 0) yield people.factsInRow(row - 1)
  }

  function* candidates(jobseekers: Iterable<JobseekerFacts>, posting: PostingFacts, { filter }: AskQuery): Generator<Candidate> {
    for (const jobseeker of jobseekers) {
      if (!passesAsJobseeker(jobseeker, filter)) continue
      const recommendations = people.recommendationsOf(people.ids.find(jobseeker.id))
      yield { id: jobseeker.id, posting, jobseeker, recommendations }
    }
  }
}

function merge(some: readonly RankedMatch[], others: readonly RankedMatch[], verdict: RankedMatch['verdict']): RankedMatch[] {
  const inOrder = (a: RankedMatch, b: RankedMatch) =>
    b.score - a.score || a.recommendations - b.recommendations || (a.jobseekerId < b.jobseekerId ? -1 : 1)
  return [...some, ...others.filter((match) => match.verdict === verdict)].sort(inOrder)
}
