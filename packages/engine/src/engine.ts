import type { JobseekerFacts, PostingFacts, Relaxation } from '@zhihe/scoring/facts'
import type { ComponentScore } from '@zhihe/scoring/judge'
import type { RankKey } from '@zhihe/scoring/order'
import type { WorkMode } from '@zhihe/vocabulary/work-mode'
import { passesAsJobseeker, passesAsPosting } from './filter.ts'
import { rank } from './rank.ts'
import { createShelf } from './shelf.ts'

export interface MatchFilter {
  /** 0-10000, inclusive. */
  minScore?: number
  verdict?: 'eligible' | 'conditional'
  /** A region whose subtree the other side lies in: the home of a jobseeker, the place of a posting. */
  regionCode?: string
  /** The mode of a posting, or one a jobseeker is known to accept. */
  workMode?: WorkMode
}

export interface RankQuery {
  /** How many matches at most; 0 gives none. */
  limit: number
  at: Date
  /** Exclusive: only what stands behind it, so that a list can be read to its end. */
  after?: RankKey
  filter?: MatchFilter
  /** Ids of the other side that are not to be listed. */
  exclude?: ReadonlySet<string>
  relaxations?: readonly Relaxation[]
}

export interface RankedMatch {
  postingId: string
  jobseekerId: string
  verdict: 'eligible' | 'conditional'
  /** 0-10000. */
  score: number
  /** 0-10000. */
  confidence: number
  components: ComponentScore[]
  /** Of the jobseeker, when the list was made. */
  recommendations: number
  postingVersion: number
  jobseekerVersion: number
}

/** Postings and jobseekers in memory, and the exact best lists over them: eligible first, then conditional, never ineligible. */
export interface Engine {
  /** False, and nothing happens, when a newer version is already held. */
  putPosting: (facts: PostingFacts) => boolean
  removePosting: (id: string) => void
  getPosting: (id: string) => PostingFacts | undefined
  /** False, and nothing happens, when a newer version is already held. */
  putJobseeker: (facts: JobseekerFacts) => boolean
  /** Forgets the recommendations too. */
  removeJobseeker: (id: string) => void
  getJobseeker: (id: string) => JobseekerFacts | undefined
  /** How many open recommendations a person has now: among equal scores the fewest stand first. */
  setRecommendations: (jobseekerId: string, count: number) => void
  sizes: () => { postings: number; jobseekers: number }
  /** The best people for a posting, given whole or by id; an unknown id has none. */
  rankForPosting: (posting: PostingFacts | string, query: RankQuery) => RankedMatch[]
  /** The best postings for a person, given whole or by id; an unknown id has none. */
  rankForJobseeker: (jobseeker: JobseekerFacts | string, query: RankQuery) => RankedMatch[]
}

export function createEngine(): Engine {
  const postings = createShelf<PostingFacts>()
  const jobseekers = createShelf<JobseekerFacts>()
  const recommendations = new Map<string, number>()
  const recommendationsOf = (jobseekerId: string) => recommendations.get(jobseekerId) ?? 0

  return {
    putPosting: postings.put,
    removePosting: postings.remove,
    getPosting: postings.get,
    putJobseeker: jobseekers.put,
    removeJobseeker: (id) => {
      jobseekers.remove(id)
      recommendations.delete(id)
    },
    getJobseeker: jobseekers.get,
    setRecommendations: (jobseekerId, count) => {
      recommendations.set(jobseekerId, count)
    },
    sizes: () => ({ postings: postings.size(), jobseekers: jobseekers.size() }),
    rankForPosting: (posting, query) => {
      const own = typeof posting === 'string' ? postings.get(posting) : posting
      if (own === undefined) return []
      const pairs = jobseekers.all().map((jobseeker) => ({ id: jobseeker.id, posting: own, jobseeker }))
      return rank(pairs, query, { passes: ({ jobseeker }) => passesAsJobseeker(jobseeker, query.filter), recommendationsOf })
    },
    rankForJobseeker: (jobseeker, query) => {
      const own = typeof jobseeker === 'string' ? jobseekers.get(jobseeker) : jobseeker
      if (own === undefined) return []
      const pairs = postings.all().map((posting) => ({ id: posting.id, posting, jobseeker: own }))
      return rank(pairs, query, { passes: ({ posting }) => passesAsPosting(posting, query.filter), recommendationsOf })
    },
  }
}
