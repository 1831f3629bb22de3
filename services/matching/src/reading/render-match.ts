import { candidateRefOf } from '@zhihe/consent/candidate-ref'
import { explain } from '@zhihe/scoring/explain'
import { matchIdOf } from '../domain/match-id.ts'
import { contextAt } from '../domain/relaxations-in-force.ts'
import { explanationMembers } from '../domain/view-json.ts'
import type { Reader, Shown } from './describe-match.ts'
import type { Fragment } from './fragments.ts'

/** `describeMatch` as JSON, apart from rank and `asOf`, which belong to the page; a test holds the two together. */
export function renderMatch(
  { posting, jobseeker, at }: Pick<Shown, 'posting' | 'jobseeker' | 'at'>,
  { audience, employerId, candidateRefKey }: Reader,
): Fragment {
  const who =
    audience === 'register'
      ? `"jobseekerId":"${jobseeker.id}"`
      : `"candidateRef":"${candidateRefOf(candidateRefKey, employerId, jobseeker.id)}"`
  const members = explanationMembers(explain(posting, jobseeker, contextAt(at)), audience)
  return {
    head: Buffer.from(`{"id":"${matchIdOf(posting.id, jobseeker.id)}","postingId":"${posting.id}",${who},"rank":`),
    body: Buffer.from(`,${members},"postingVersion":${posting.version},"jobseekerVersion":${jobseeker.version},"asOf":"`),
  }
}
