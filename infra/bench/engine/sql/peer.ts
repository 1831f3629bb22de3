import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import type { Answer } from '../answers.ts'

export interface WorldSource {
  people: () => Generator<JobseekerFacts>
  postings: () => Generator<PostingFacts>
}

/** Something that answers the same questions as the engine. */
export interface Peer {
  name: string
  preparePeople: (posting: PostingFacts, limit: number) => Answer
}
