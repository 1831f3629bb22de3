import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { judge } from '@zhihe/scoring/judge'
import { compareMatches, type RankKey, tierOf } from '@zhihe/scoring/order'
import type { AskQuery, Counts, RankedMatch, RankQuery, VisitFit } from './asks.ts'
import { createBest } from './best.ts'

export interface Candidate {
  /** Of the side that is listed. */
  id: string
  posting: PostingFacts
  jobseeker: JobseekerFacts
  /** Of the side that is listed. */
  recommendations: number
}

interface Ranked extends RankKey {
  match: RankedMatch
}

/** The first `limit` matches of the exact order, behind the cursor if there is one. */
export function rank(candidates: Iterable<Candidate>, query: RankQuery): RankedMatch[] {
  const best = createBest<Ranked>(query.limit, compareMatches)
  if (query.limit <= 0) return []
  for (const candidate of candidates) {
    const ranked = judgeCandidate(candidate, query)
    if (ranked === null) continue
    if (query.after === undefined || compareMatches(ranked, query.after) > 0) best.offer(ranked)
  }
  return best.sorted().map(({ match }) => match)
}

/** How many there are in either tier, without a limit. */
export function count(candidates: Iterable<Candidate>, query: AskQuery): Counts {
  const counts = { eligible: 0, conditional: 0 }
  for (const candidate of candidates) {
    const ranked = judgeCandidate(candidate, query)
    if (ranked !== null) counts[ranked.match.verdict] += 1
  }
  return counts
}

/** Each of them that could be listed. */
export function forEachFit(candidates: Iterable<Candidate>, query: AskQuery, visit: VisitFit): void {
  for (const candidate of candidates) {
    const ranked = judgeCandidate(candidate, query)
    if (ranked !== null) visit(candidate.id, ranked.tier, ranked.score)
  }
}

function judgeCandidate({ id, posting, jobseeker, recommendations }: Candidate, query: AskQuery): Ranked | null {
  if (query.exclude?.has(id)) return null
  const context = { at: query.at, ...(query.relaxations && { relaxations: query.relaxations }) }
  const { verdict, score, confidence, components } = judge(posting, jobseeker, context)
  const tier = tierOf(verdict)
  if (verdict === 'ineligible' || tier === null) return null
  const { minScore = 0, verdict: wanted = verdict } = query.filter ?? {}
  if (score < minScore || verdict !== wanted) return null

  const versions = { postingVersion: posting.version, jobseekerVersion: jobseeker.version }
  const ids = { postingId: posting.id, jobseekerId: jobseeker.id }
  return { tier, score, recommendations, id, match: { ...ids, verdict, score, confidence, components, recommendations, ...versions } }
}
