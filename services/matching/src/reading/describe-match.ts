import type { Match } from '@zhihe/contracts/match'
import { explain } from '@zhihe/scoring/explain'
import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import type { Sight } from '../domain/access.ts'
import { candidateRefOf } from '../domain/candidate-ref.ts'
import { matchIdOf } from '../domain/match-id.ts'
import { viewExplanation, viewReasons } from '../domain/view.ts'

/** A match to be shown, with the facts it is explained from. */
export interface Shown {
  posting: PostingFacts
  jobseeker: JobseekerFacts
  rank: number | null
  /** When it was judged. */
  at: Date
  /** How fresh the facts are. */
  asOf: Date
}

export interface Reader {
  audience: Sight['audience']
  /** Whose pseudonym of the person the reader gets, unless it reads the register. */
  employerId: string
  candidateRefKey: Buffer
}

export function describeMatch({ posting, jobseeker, rank, at, asOf }: Shown, { audience, employerId, candidateRefKey }: Reader): Match {
  const explanation = explain(posting, jobseeker, { at })
  return {
    id: matchIdOf(posting.id, jobseeker.id),
    postingId: posting.id,
    ...(audience === 'register'
      ? { jobseekerId: jobseeker.id }
      : { candidateRef: candidateRefOf(candidateRefKey, employerId, jobseeker.id) }),
    rank,
    ...viewExplanation(explanation, audience),
    reasons: viewReasons(explanation, audience),
    postingVersion: posting.version,
    jobseekerVersion: jobseeker.version,
    asOf: asOf.toISOString(),
  }
}
