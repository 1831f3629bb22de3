import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import { licences } from '@zhihe/vocabulary/licence'
import { personAt } from './people.ts'
import { citiesOf } from './pools.ts'
import { postingAt } from './postings.ts'

export { recommendationsOf } from './people.ts'
export { candidatesOf } from './postings.ts'

export interface WorldOptions {
  people: number
  postings: number
  /** Real prefectures, the biggest first; default: as many as suit the number of people. */
  cities?: number
  seed?: number
}

export interface World {
  jobseekers: JobseekerFacts[]
  postings: PostingFacts[]
  at: Date
}

/** The moment every world is about. */
export const worldAt = new Date('2026-11-22T09:00:00+08:00')

const licenceCodes = licences.map(({ code }) => code)

/** Everything at once; the same options make the same facts. */
export function makeWorld(options: WorldOptions): World {
  return { jobseekers: [...generateJobseekers(options)], postings: [...generatePostings(options)], at: worldAt }
}

/** One jobseeker after the other, so that a million need not be held; lists are shared between them. */
export function* generateJobseekers({ people, cities = citiesFor(people), seed = 1 }: WorldOptions): Generator<JobseekerFacts> {
  const options = { seed, cities: citiesOf(cities), licences: licenceCodes }
  for (let place = 0; place < people; place += 1) yield personAt(place, options)
}

/** One posting after the other. */
export function* generatePostings({ people, postings, cities = citiesFor(people), seed = 1 }: WorldOptions): Generator<PostingFacts> {
  const options = { seed, cities: citiesOf(cities), licences: licenceCodes }
  for (let place = 0; place < postings; place += 1) yield postingAt(place, options)
}

/** 1 city for 10,000 people, 20 for 200,000, 100 for a million. */
export function citiesFor(people: number): number {
  if (people < 50_000) return Math.max(1, Math.round(people / 10_000))
  return people <= 200_000 ? Math.round(people / 10_000) : Math.min(100, Math.round(people / 10_000))
}
