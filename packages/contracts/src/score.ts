import { z } from 'zod'
import { jobseekerFacts, postingFacts } from './facts.ts'
import { explanation } from './match.ts'
import { timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'

const { id: _postingId, version: _postingVersion, status: _status, ...postingShape } = postingFacts.shape
const {
  id: _jobseekerId,
  version: _jobseekerVersion,
  active: _active,
  consentsToMatching: _consents,
  ...jobseekerShape
} = jobseekerFacts.shape

/** Required are only the facts without which no posting can be described; every other absent fact is unknown. */
const scorePosting = z.strictObject(postingShape).partial().required({ employerKind: true, regionCode: true }).meta({ id: 'ScorePosting' })
const scoreJobseeker = z.strictObject(jobseekerShape).partial().meta({ id: 'ScoreJobseeker' })

export const scoreRequest = z
  .strictObject({
    posting: scorePosting,
    jobseeker: scoreJobseeker,
    at: timestamp.optional().meta({ description: 'The day it is judged for; now when not given.' }),
  })
  .meta({ id: 'ScoreRequest' })
export type ScoreRequest = z.infer<typeof scoreRequest>

export const scoreContract = defineRoute({
  method: 'POST',
  url: '/v1/score',
  schema: { body: scoreRequest, response: { 200: explanation } },
  config: { operationId: 'score', tag: 'score', summary: 'Score inline facts, explained; nothing is stored', scope: 'score:run' },
})
