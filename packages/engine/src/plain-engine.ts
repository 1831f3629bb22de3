import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import type { Engine } from './asks.ts'
import { passesAsJobseeker, passesAsPosting } from './filter.ts'
import { assertCanonicalId, tieCount } from './identity.ts'
import { poolOf } from './pool.ts'
import { type Candidate, count, forEachFit, rank } from './rank.ts'
import { createShelf } from './shelf.ts'

/**
 * The reference: judges everybody for every question. Slow and plainly right; the fast engine is proved equal to it, and benchmarks
 * measure against it.
 */
export function createPlainEngine(): Engine {
  const postings = createShelf<PostingFacts>()
  const jobseekers = createShelf<JobseekerFacts>()
  const recommendations = new Map<string, number>()
  const candidates = new Map<string, number>()

  const find = <T>(given: T | string, get: (id: string) => T | undefined) => (typeof given === 'string' ? get(given) : given)

  const people = (given: PostingFacts | string, filter: Parameters<typeof passesAsJobseeker>[1]): Candidate[] => {
    const posting = find(given, postings.get)
    if (posting === undefined) return []
    return [...jobseekers.all()]
      .filter((jobseeker) => passesAsJobseeker(jobseeker, filter))
      .map((jobseeker) => ({ id: jobseeker.id, posting, jobseeker, recommendations: recommendations.get(jobseeker.id) ?? 0 }))
  }
  const jobs = (given: JobseekerFacts | string, filter: Parameters<typeof passesAsPosting>[1]): Candidate[] => {
    const jobseeker = find(given, jobseekers.get)
    if (jobseeker === undefined) return []
    return [...postings.all()]
      .filter((posting) => passesAsPosting(posting, filter))
      .map((posting) => ({ id: posting.id, posting, jobseeker, recommendations: candidates.get(posting.id) ?? 0 }))
  }

  return {
    putPosting: (facts) => {
      assertCanonicalId(facts.id)
      return postings.put(facts)
    },
    removePosting: (id) => {
      postings.remove(id)
      candidates.delete(id)
    },
    getPosting: postings.get,
    putJobseeker: (facts) => {
      assertCanonicalId(facts.id)
      return jobseekers.put(facts)
    },
    removeJobseeker: (id) => {
      jobseekers.remove(id)
      recommendations.delete(id)
    },
    getJobseeker: jobseekers.get,
    setRecommendations: (jobseekerId, count) => {
      recommendations.set(jobseekerId, tieCount(count))
    },
    setCandidates: (postingId, count) => {
      candidates.set(postingId, tieCount(count))
    },
    sizes: () => ({ postings: postings.size(), jobseekers: jobseekers.size() }),
    rankForPosting: (posting, query) => rank(people(posting, query.filter), query),
    rankForJobseeker: (jobseeker, query) => rank(jobs(jobseeker, query.filter), query),
    countsForPosting: (posting, query) => count(people(posting, query.filter), query),
    countsForJobseeker: (jobseeker, query) => count(jobs(jobseeker, query.filter), query),
    forEachFit: (jobseeker, query, visit) => forEachFit(jobs(jobseeker, query.filter), query, visit),
    poolForPosting: (posting, query) => poolOf(people(posting, query.filter), query),
    gainFromOffer: (posting, accommodation, query) => {
      const now = people(posting, query.filter)
      const then = now.map((candidate) => ({ ...candidate, posting: withOffer(candidate.posting, accommodation) }))
      return { eligible: count(then, query).eligible - count(now, query).eligible }
    },
  }
}

export function withOffer(posting: PostingFacts, accommodation: PostingFacts['accommodations'][number]): PostingFacts {
  return { ...posting, accommodations: [...posting.accommodations, accommodation] }
}
