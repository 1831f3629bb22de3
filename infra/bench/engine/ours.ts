import { createEngine, type Engine } from '@zhihe/engine/engine'
import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import type { Answer } from './answers.ts'
import type { PlainPeer } from './plain-peers.ts'
import type { WorldSource } from './sql/peer.ts'
import { candidatesOf, recommendationsOf, worldAt } from './world.ts'

/** Our engine with a whole world in it. */
export function fillEngine({ people, postings }: WorldSource): Engine {
  const engine = createEngine()
  addPeople(engine, people())
  addPostings(engine, postings())
  return engine
}

export function addPeople(engine: Engine, people: Iterable<JobseekerFacts>): void {
  for (const jobseeker of people) {
    engine.putJobseeker(jobseeker)
    const recommendations = recommendationsOf(jobseeker.id)
    if (recommendations > 0) engine.setRecommendations(jobseeker.id, recommendations)
  }
}

export function addPostings(engine: Engine, postings: Iterable<PostingFacts>): void {
  for (const posting of postings) {
    engine.putPosting(posting)
    engine.setCandidates(posting.id, candidatesOf(posting.id))
  }
}

/** The engine as one of the racers: what is timed is its own answer; the comparison reads it afterwards. */
export function oursPeer(engine: Engine): PlainPeer {
  const tier = (verdict: 'eligible' | 'conditional') => (verdict === 'eligible' ? 0 : 1)
  return {
    preparePeople:
      ({ id }, limit): Answer =>
      () =>
        engine
          .rankForPosting(id, { limit, at: worldAt })
          .map(({ jobseekerId, verdict, score }) => ({ id: jobseekerId, tier: tier(verdict), score })),
    preparePostings:
      ({ id }, limit): Answer =>
      () =>
        engine
          .rankForJobseeker(id, { limit, at: worldAt })
          .map(({ postingId, verdict, score }) => ({ id: postingId, tier: tier(verdict), score })),
  }
}
