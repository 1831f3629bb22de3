import type { Context, JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { compareMatches, type RankKey } from '@zhihe/scoring/order'
import { parts } from '@zhihe/scoring/parts'
import { full, weights } from '@zhihe/scoring/weights'
import type { Answer, Listed } from './answers.ts'
import { anywhere, type Places, partitionOf, remotePool } from './sql/places.ts'
import { candidatesOf, recommendationsOf, type World } from './world.ts'

// What one would write first: arrays of objects, scoring's own rules, then its ratings for whom they let through, sort, cut.

const checks = parts.flatMap((part) => part.checks)
const raters = parts.flatMap(({ component, rate }) => (component && rate ? [{ weight: weights[component], rate }] : []))

export interface PlainPeer {
  preparePeople: (posting: PostingFacts, limit: number) => Answer
  preparePostings: (jobseeker: JobseekerFacts, limit: number) => Answer
}

/** Everybody for every question. */
export function plainPeer({ jobseekers, postings, at }: World): PlainPeer {
  const context = { at }
  return {
    preparePeople: (posting, limit) => () => bestPeople(jobseekers, { posting, context, limit }),
    preparePostings: (jobseeker, limit) => () =>
      best(
        postings.map((posting) => ({ posting, jobseeker, context })),
        limit,
        ({ posting: { id } }) => ({ id, recommendations: candidatesOf(id) }),
      ),
  }
}

/** The same over only those whom the city, or the pool of remote work, lets come into question. */
export function mapByCityPeer({ jobseekers, at }: World, places: Places): Pick<PlainPeer, 'preparePeople'> {
  const byCity = new Map<number, JobseekerFacts[]>()
  const add = (partition: number, jobseeker: JobseekerFacts) => {
    const own = byCity.get(partition)
    if (own === undefined) byCity.set(partition, [jobseeker])
    else own.push(jobseeker)
  }
  for (const jobseeker of jobseekers) {
    for (const partition of places.reachOf(jobseeker).keys()) add(partition, jobseeker)
    if (jobseeker.workModes?.includes('remote') ?? true) add(remotePool, jobseeker)
  }
  const of = (partition: number) => byCity.get(partition) ?? []
  return {
    preparePeople: (posting, limit) => () => {
      const near = posting.workMode === 'remote' ? of(remotePool) : of(partitionOf(posting.regionCode)).concat(of(anywhere))
      return bestPeople(near, { posting, context: { at }, limit })
    },
  }
}

interface Ask {
  posting: PostingFacts
  context: Context
  limit: number
}

function bestPeople(people: readonly JobseekerFacts[], { posting, context, limit }: Ask): Listed[] {
  const pairs = people.map((jobseeker) => ({ posting, jobseeker, context }))
  return best(pairs, limit, ({ jobseeker: { id } }) => ({ id, recommendations: recommendationsOf(id) }))
}

interface Pair {
  posting: PostingFacts
  jobseeker: JobseekerFacts
  context: Context
}

function best(pairs: readonly Pair[], limit: number, listed: (pair: Pair) => Pick<RankKey, 'id' | 'recommendations'>): Listed[] {
  return pairs
    .flatMap((pair) => {
      const tier = tierOf(pair)
      return tier === null ? [] : [{ ...listed(pair), tier, score: scoreOf(pair) }]
    })
    .sort(compareMatches)
    .slice(0, limit)
    .map(({ id, tier, score }) => ({ id, tier, score }))
}

function tierOf(pair: Pair): 0 | 1 | null {
  let tier: 0 | 1 = 0
  for (const check of checks) {
    const found = check(pair)
    if (found === null) continue
    if (found !== 'conditional') return null
    tier = 1
  }
  return tier
}

function scoreOf(pair: Pair): number {
  let score = 0
  for (const { weight, rate } of raters) score += Math.floor((weight * rate(pair).score) / full)
  return score
}
