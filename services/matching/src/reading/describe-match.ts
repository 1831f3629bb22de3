import { candidateRefOf } from '@zhihe/consent/candidate-ref'
import type { Match, MatchReceipt } from '@zhihe/contracts/match'
import { type Explanation, explain } from '@zhihe/scoring/explain'
import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import type { Sight } from '../domain/access.ts'
import { matchIdOf } from '../domain/match-id.ts'
import { basis } from '../domain/receipt.ts'
import { contextAt } from '../domain/relaxations-in-force.ts'
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

export function describeMatch(shown: Shown, reader: Reader): Match {
  return view(shown, explainShown(shown), reader)
}

/** With what it rests on, so that it can be judged again. */
export function describeReceipt(shown: Shown, { reader, published }: { reader: Reader; published: boolean }): MatchReceipt {
  const explanation = explainShown(shown)
  const { posting, jobseeker, at } = shown
  const { scoringVersion, tableVersion } = explanation
  const versions = { scoringVersion, tableVersion, postingVersion: posting.version, jobseekerVersion: jobseeker.version }
  return { ...view(shown, explanation, reader), receipt: { ...versions, evaluatedAt: at.toISOString(), published, ...basis } }
}

function explainShown({ posting, jobseeker, at }: Shown): Explanation {
  return explain(posting, jobseeker, contextAt(at))
}

function view({ posting, jobseeker, rank, asOf }: Shown, explanation: Explanation, reader: Reader): Match {
  const { audience, employerId, candidateRefKey } = reader
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
