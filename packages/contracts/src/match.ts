import { z } from 'zod'
import { workMode } from './posting-fields.ts'
import { basisPoints, cursor, id, idParams, limit, page, queryInt, regionCode, timestamp, version } from './primitives.ts'
import { defineRoute } from './route.ts'

export const verdict = z.enum(['eligible', 'conditional', 'ineligible']).meta({
  id: 'Verdict',
  description: 'eligible; conditional: the actions would make it eligible; ineligible: a hard rule excludes it.',
})

const spoken = {
  zh: z.string().meta({ description: 'Plain Chinese, at most 40 characters.' }),
  en: z.string().meta({ description: 'Plain English.' }),
  easy: z.string().meta({ description: 'Easy-read Chinese (易读): short everyday words, at most 25 characters.' }),
}
const params = z
  .record(z.string(), z.union([z.string(), z.number(), z.array(z.string())]))
  .meta({ description: 'What the sentence was made of.' })

export const evidence = z
  .strictObject({ kind: z.enum(['met', 'unmet', 'unknown', 'assumed']), code: z.string(), params, ...spoken })
  .meta({ id: 'Evidence' })
export const action = z
  .strictObject({ code: z.string(), params, ...spoken })
  .meta({ id: 'Action', description: 'What would lift the condition.' })

export const componentKeys = [
  'skills',
  'function',
  'accommodation',
  'location',
  'pay',
  'education',
  'experience',
  'preference',
  'policy',
] as const
export const component = z
  .strictObject({
    key: z.enum(componentKeys),
    score: basisPoints,
    weight: basisPoints,
    points: basisPoints.meta({ description: 'floor(weight x score / 10000); the points add up to the score.' }),
    evidence: z.array(evidence),
  })
  .meta({ id: 'Component' })

export const ruleFinding = z
  .strictObject({ code: z.string(), law: z.string().nullable(), ...spoken })
  .meta({ id: 'RuleFinding', description: 'The hard rule that excludes.' })

const explanationFields = {
  verdict,
  rule: ruleFinding.nullable(),
  score: basisPoints,
  confidence: basisPoints.meta({ description: 'Share of the weight that rests on stated or assessed facts.' }),
  components: z.array(component),
  actions: z.array(action),
  scoringVersion: z.string(),
}

export const explanation = z
  .strictObject({ ...explanationFields, findings: z.array(z.strictObject({ code: z.string(), params, ...spoken })) })
  .meta({ id: 'Explanation' })

export const match = z
  .strictObject({
    id,
    postingId: id,
    jobseekerId: id.optional().meta({ description: 'For the federation: the id in the register.' }),
    candidateRef: z
      .string()
      .optional()
      .meta({ description: 'For organisers and enterprises: a pseudonym that is different for each employer.' }),
    rank: z.int().min(1).nullable().meta({ description: 'Place in this list; null for a single match that is on no list.' }),
    ...explanationFields,
    reasons: z.array(evidence).max(6).meta({ description: 'The strongest reasons for and against, strongest first.' }),
    postingVersion: version,
    jobseekerVersion: version,
    asOf: timestamp.meta({ description: 'The facts were as of this time.' }),
  })
  .meta({ id: 'Match' })
export type Match = z.infer<typeof match>

/** How a request for a human look at a match stands. */
export const reviewState = z.enum(['open', 'upheld', 'changed']).meta({ id: 'ReviewState' })

export const matchReceipt = z
  .strictObject({
    ...match.shape,
    review: reviewState
      .optional()
      .meta({ description: 'For the federation: that a human looks at it again (open), or has done so; absent when nobody has asked.' }),
    receipt: z
      .strictObject({
        scoringVersion: z.string(),
        tableVersion: z.string().meta({ description: 'Of the accommodation table.' }),
        postingVersion: version,
        jobseekerVersion: version,
        evaluatedAt: timestamp.meta({ description: 'Judging the two versions again for this time gives the same numbers.' }),
        published: z.boolean().meta({ description: 'true: as it stands on the published list; false: judged for this answer.' }),
        inputs: z.strictObject({ posting: z.array(z.string()), jobseeker: z.array(z.string()) }).meta({
          id: 'ReceiptInputs',
          description: 'Kinds of facts that were read of each side, not what they said. No other fact can move anything.',
        }),
        rules: z.array(z.string()).meta({ description: 'The hard rules, in their order; the first that excludes is `rule`.' }),
        weights: z
          .strictObject({
            version: z.string(),
            sha256: z.string().meta({ description: 'Of the weights as JSON with sorted keys, in hexadecimal.' }),
          })
          .meta({ id: 'ReceiptWeights' }),
      })
      .meta({ id: 'Receipt', description: 'What the match rests on, so that it can be replayed.' }),
  })
  .meta({ id: 'MatchReceipt' })
export type MatchReceipt = z.infer<typeof matchReceipt>

export const matchPage = z
  .strictObject({
    ...page(match, 'MatchItems').shape,
    asOf: timestamp.meta({ description: 'How fresh the list is.' }),
    off: z
      .strictObject({
        reason: z.enum(['no_matching_consent', 'inactive']),
        zh: z.string(),
        en: z.string(),
        alternative: z
          .string()
          .meta({ description: 'Where to read on: a list that is the same for everybody.', examples: ['/v1/postings/open'] }),
      })
      .optional()
      .meta({ id: 'MatchingOff', description: 'With jobseekerId: nothing is computed of this person, and why.' }),
  })
  .meta({ id: 'MatchPage' })

export const matchQuery = z
  .strictObject({
    postingId: id.optional().meta({ description: 'People for a posting: its published shortlist first, then everybody else who fits.' }),
    jobseekerId: id.optional().meta({ description: 'Postings for a person, computed live.' }),
    minScore: queryInt({ min: 0, max: 10_000, description: 'Only matches with at least this score.' }).optional(),
    verdict: z.enum(['eligible', 'conditional']).optional(),
    regionCode: regionCode
      .optional()
      .meta({ description: 'With postingId: where the person lives; with jobseekerId: where the work is; with all below it.' }),
    workMode: workMode.optional(),
    limit: limit.optional(),
    cursor: cursor.optional(),
  })
  .refine((query) => (query.postingId === undefined) !== (query.jobseekerId === undefined), {
    path: ['postingId'],
    error: 'one_of_posting_or_jobseeker',
  })

export const listMatchesContract = defineRoute({
  method: 'GET',
  url: '/v1/matches',
  schema: { querystring: matchQuery, response: { 200: matchPage } },
  config: {
    operationId: 'listMatches',
    tag: 'matches',
    summary: 'Ranked, explained matches of a posting or of a person',
    description:
      'Of a person who does not consent to matching, nothing is computed: her list is empty and `off` says so. The alternative that uses no facts of anybody is GET /v1/postings/open. An enterprise is told of a limited number of different people a day.',
    scope: 'matches:read',
    problems: ['people_limit_reached'],
  },
})

export const getMatchContract = defineRoute({
  method: 'GET',
  url: '/v1/matches/:id',
  schema: { params: idParams, response: { 200: matchReceipt } },
  config: {
    operationId: 'getMatch',
    tag: 'matches',
    summary: 'One match with its receipt',
    description:
      'Says why, in components and evidence, with the versions of both inputs and of the scoring. A human looks at it again on request: POST /v1/matches/{id}/reviews.',
    scope: 'matches:read',
    problems: ['people_limit_reached'],
  },
})
