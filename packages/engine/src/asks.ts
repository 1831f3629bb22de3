import type { JobseekerFacts, PostingFacts, Relaxation } from '@zhihe/scoring/facts'
import type { assess, ComponentScore, RuleCode } from '@zhihe/scoring/judge'
import type { RankKey } from '@zhihe/scoring/order'
import type { AccommodationCode } from '@zhihe/vocabulary/accommodation'
import type { WorkMode } from '@zhihe/vocabulary/work-mode'

export interface MatchFilter {
  /** 0-10000, inclusive. */
  minScore?: number
  verdict?: 'eligible' | 'conditional'
  /** A region whose subtree the other side lies in: the home of a jobseeker, the place of a posting. */
  regionCode?: string
  /** The mode of a posting, or one a jobseeker is known to accept. */
  workMode?: WorkMode
}

/** What every question says: when, about whom, and under which plans. */
export interface AskQuery {
  at: Date
  filter?: MatchFilter
  /** Ids of the other side that are not to be looked at. */
  exclude?: ReadonlySet<string>
  relaxations?: readonly Relaxation[]
}

export interface RankQuery extends AskQuery {
  /** How many matches at most; 0 gives none. */
  limit: number
  /** Exclusive: only what stands behind it, so that a list can be read to its end. */
  after?: RankKey
}

export interface RankedMatch {
  postingId: string
  jobseekerId: string
  verdict: 'eligible' | 'conditional'
  /** 0-10000. */
  score: number
  /** 0-10000. */
  confidence: number
  components: readonly Readonly<ComponentScore>[]
  /** Of the listed side, when the list was made: open recommendations of a person, open candidates of a posting. */
  recommendations: number
  postingVersion: number
  jobseekerVersion: number
}

export interface Counts {
  eligible: number
  conditional: number
}

/** Told of one posting a person could be listed to: 0 for eligible, 1 for conditional. */
export type VisitFit = (postingId: string, tier: 0 | 1, score: number) => void

/** Where a rule or a component writes down why. */
export type Notebook = NonNullable<Parameters<typeof assess>[1]>

/** A code with its parameters, as the rules of scoring write it down. */
export type Reason = Parameters<Notebook['action']>[0]

/** One distinct set of things that would have to be done, and for how many people it is exactly that set. */
export interface Obstacle {
  /** In the order of code, then of parameters. The birth month that a question about age would accept is left out: it names one answer of many. */
  actions: readonly Reason[]
  people: number
}

/** Everybody who was looked at, by what a posting means for them. */
export interface Pool extends Counts {
  /** By the first rule that excludes. */
  excluded: Partial<Record<RuleCode, number>>
  /** Of the conditional ones; the sets that hold for most people first. */
  obstacles: Obstacle[]
}

/**
 * Postings and jobseekers in memory, and the exact answers about them. Lists put the eligible first, then the conditional, never the ineligible.
 * Either side may be given whole or by id; an unknown id has an empty answer.
 */
export interface Engine {
  /**
   * False, and nothing happens, when a newer version is already held.
   * @throws when the id is not a UUID in lower case
   */
  putPosting: (facts: PostingFacts) => boolean
  /** Forgets the candidates too. */
  removePosting: (id: string) => void
  getPosting: (id: string) => PostingFacts | undefined
  /**
   * False, and nothing happens, when a newer version is already held.
   * @throws when the id is not a UUID in lower case
   */
  putJobseeker: (facts: JobseekerFacts) => boolean
  /** Forgets the recommendations too. */
  removeJobseeker: (id: string) => void
  getJobseeker: (id: string) => JobseekerFacts | undefined
  /** How many open recommendations a person has now, a whole number: among equal scores the fewest stand first. */
  setRecommendations: (jobseekerId: string, count: number) => void
  /** How many candidates a posting has been sent and not answered, per vacancy and as a whole number: the fewest stand first. */
  setCandidates: (postingId: string, count: number) => void
  sizes: () => { postings: number; jobseekers: number }
  /** The best people for a posting. */
  rankForPosting: (posting: PostingFacts | string, query: RankQuery) => RankedMatch[]
  /** The best postings for a person. */
  rankForJobseeker: (jobseeker: JobseekerFacts | string, query: RankQuery) => RankedMatch[]
  /** How many people a posting could be listed to. */
  countsForPosting: (posting: PostingFacts | string, query: AskQuery) => Counts
  /** How many postings a person could be listed to. */
  countsForJobseeker: (jobseeker: JobseekerFacts | string, query: AskQuery) => Counts
  /** Every posting a person could be listed to, in no order and without components: who only wants to know which lists she may enter. */
  forEachFit: (jobseeker: JobseekerFacts | string, query: AskQuery, visit: VisitFit) => void
  /** Everybody, by what the posting means for them. `minScore` and `verdict` narrow only who is counted as eligible or conditional. */
  poolForPosting: (posting: PostingFacts | string, query: AskQuery) => Pool
  /** How many more people would be eligible if the posting offered one more accommodation. */
  gainFromOffer: (posting: PostingFacts | string, accommodation: AccommodationCode, query: AskQuery) => { eligible: number }
}
