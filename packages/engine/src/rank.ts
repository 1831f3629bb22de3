import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { judge } from '@zhihe/scoring/judge'
import { compareMatches, type RankKey, tierOf } from '@zhihe/scoring/order'
import { createBest } from './best.ts'
import type { RankedMatch, RankQuery } from './engine.ts'

interface Candidate {
  /** Of the side that is listed. */
  id: string
  posting: PostingFacts
  jobseeker: JobseekerFacts
}

interface Ranked extends RankKey {
  match: RankedMatch
}

interface Rules {
  passes: (candidate: Candidate) => boolean
  recommendationsOf: (jobseekerId: string) => number
}

/** The first `limit` matches of the exact order, behind the cursor if there is one. */
export function rank(candidates: Iterable<Candidate>, query: RankQuery, { passes, recommendationsOf }: Rules): RankedMatch[] {
  const best = createBest<Ranked>(query.limit, compareMatches)
  if (query.limit <= 0) return []
  for (const candidate of candidates) {
    if (query.exclude?.has(candidate.id) || !passes(candidate)) continue
    const ranked = judgeCandidate(candidate, query, recommendationsOf(candidate.jobseeker.id))
    if (ranked !== null) best.offer(ranked)
  }
  return best.sorted().map(({ match }) => match)
}

function judgeCandidate({ id, posting, jobseeker }: Candidate, query: RankQuery, recommendations: number): Ranked | null {
  const context = { at: query.at, ...(query.relaxations && { relaxations: query.relaxations }) }
  const { verdict, score, confidence, components } = judge(posting, jobseeker, context)
  const tier = tierOf(verdict)
  if (verdict === 'ineligible' || tier === null) return null
  const { minScore = 0, verdict: wanted = verdict } = query.filter ?? {}
  if (score < minScore || verdict !== wanted) return null

  const key: RankKey = { tier, score, recommendations, id }
  if (query.after !== undefined && compareMatches(key, query.after) <= 0) return null
  const versions = { postingVersion: posting.version, jobseekerVersion: jobseeker.version }
  return {
    ...key,
    match: { postingId: posting.id, jobseekerId: jobseeker.id, verdict, score, confidence, components, recommendations, ...versions },
  }
}
