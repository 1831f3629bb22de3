import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import type { Engine } from './asks.ts'
import { assertCanonicalId, tieCount } from './identity.ts'
import { createPeople, type People } from './people/people.ts'
import { createPeopleIndex } from './people/people-index.ts'
import type { Asker } from './postings-index/asker.ts'
import { createPostingsIndex, type PostingsIndex } from './postings-index.ts'
import { createShelf, type Shelf } from './shelf.ts'

export type {
  AskQuery,
  Counts,
  Engine,
  MatchFilter,
  Obstacle,
  Pool,
  RankedMatch,
  RankQuery,
  Reason,
  VisitFit,
} from './asks.ts'

/** What an engine holds: for a snapshot, for a rebuild of everything, and for readers in other threads. */
export interface EngineState {
  people: People
  shelf: Shelf<PostingFacts>
  postings: PostingsIndex
}

export function createEngineState(): EngineState {
  return { people: createPeople(), shelf: createShelf<PostingFacts>(), postings: createPostingsIndex() }
}

/** The answers of `createPlainEngine`, to the unit and to the tie, from an index for each side (decision 011). */
export function createEngine({ people, shelf, postings }: EngineState = createEngineState()): Engine {
  const jobseekers = createPeopleIndex(people)

  const postingOf = (given: PostingFacts | string) => (typeof given === 'string' ? shelf.get(given) : given)
  const jobseekerOf = (given: JobseekerFacts | string) => (typeof given === 'string' ? heldBy(people, given) : given)
  const about = <Facts, Answer>(facts: Facts | undefined, nothing: Answer, ask: (facts: Facts) => Answer): Answer =>
    facts === undefined ? nothing : ask(facts)

  return {
    putPosting: (facts) => {
      assertCanonicalId(facts.id)
      const isNewer = shelf.put(facts)
      if (isNewer) postings.put(facts)
      return isNewer
    },
    removePosting: (id) => {
      shelf.remove(id)
      postings.remove(id)
    },
    getPosting: shelf.get,
    putJobseeker: (facts) => {
      assertCanonicalId(facts.id)
      return people.put(facts)
    },
    removeJobseeker: people.remove,
    getJobseeker: people.get,
    setRecommendations: (id, count) => people.setRecommendations(id, tieCount(count)),
    setCandidates: (id, count) => postings.setCandidates(id, tieCount(count)),
    sizes: () => ({ postings: shelf.size(), jobseekers: people.size() }),
    rankForPosting: (posting, query) => about(postingOf(posting), [], (facts) => jobseekers.rank(facts, query)),
    rankForJobseeker: (jobseeker, query) => about(jobseekerOf(jobseeker), [], (facts) => postings.rank(facts, query)),
    countsForPosting: (posting, query) =>
      about(postingOf(posting), { eligible: 0, conditional: 0 }, (facts) => jobseekers.count(facts, query)),
    countsForJobseeker: (jobseeker, query) =>
      about(jobseekerOf(jobseeker), { eligible: 0, conditional: 0 }, (facts) => postings.counts(facts, query)),
    forEachFit: (jobseeker, query, visit) => about(jobseekerOf(jobseeker), undefined, (facts) => postings.forEachFit(facts, query, visit)),
    poolForPosting: (posting, query) =>
      about(postingOf(posting), { eligible: 0, conditional: 0, excluded: {}, obstacles: [] }, (facts) => jobseekers.pool(facts, query)),
    gainFromOffer: (posting, accommodation, query) =>
      about(postingOf(posting), { eligible: 0 }, (facts) => jobseekers.gain(facts, accommodation, query)),
  }
}

// By her row: none of her facts has to be spelled out for an answer.
function heldBy(people: People, id: string): Asker | undefined {
  const person = people.ids.find(id)
  return person < 0 ? undefined : (people.odd.get(person) ?? { people, row: (people.memory.row[person] as number) - 1 })
}
