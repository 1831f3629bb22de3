import { z } from 'zod'
import { posting, postingStatus, upsertOutcome } from './posting.ts'
import { id } from './primitives.ts'
import { problemError } from './problem.ts'
import { defineRoute } from './route.ts'

/** How many postings one call may carry. */
export const batchLimit = 5_000

const accepted = z.strictObject({
  index: z.int().min(0),
  outcome: upsertOutcome,
  id,
  externalId: z.string(),
  status: postingStatus,
  reasonCode: z.string(),
  questions: posting.shape.questions,
  findings: posting.shape.findings,
})

const rejected = z.strictObject({
  index: z.int().min(0),
  outcome: z.literal('rejected'),
  externalId: z.string().nullable().meta({ description: 'As far as it could be read.' }),
  errors: z.array(problemError).meta({ description: 'Pointers start at the item, e.g. /pay/minFen.' }),
})

export const batchResult = z.discriminatedUnion('outcome', [accepted, rejected]).meta({ id: 'BatchResult' })
export type BatchResult = z.infer<typeof batchResult>

/** Items are checked one by one in the service, so that one bad row does not cost the other 4,999. */
export const batchRequest = z
  .strictObject({
    items: z
      .array(z.unknown())
      .min(1)
      .max(batchLimit)
      .meta({ description: 'Postings (NewPosting), at most 5,000.', override: { items: { $ref: '#/components/schemas/NewPosting' } } }),
  })
  .meta({ id: 'PostingBatch' })

export const batchAnswer = z
  .strictObject({
    counts: z.strictObject({ created: z.int(), updated: z.int(), unchanged: z.int(), rejected: z.int() }),
    results: z.array(batchResult).meta({ description: 'One per item, in the order of the items.' }),
  })
  .meta({ id: 'PostingBatchAnswer' })
export type BatchAnswer = z.infer<typeof batchAnswer>

export const batchPostingsContract = defineRoute({
  method: 'POST',
  url: '/v1/postings/batch',
  schema: { body: batchRequest, response: { 200: batchAnswer } },
  config: {
    operationId: 'batchPostings',
    deadlineMs: 30_000,
    tag: 'postings',
    summary: 'Push up to 5,000 postings',
    description:
      'Each item is created, updated or left unchanged by (source, externalId), or rejected with its errors; good items are kept whatever the others are. The whole call is one transaction: after a lost connection, send it again with the same Idempotency-Key.',
    scope: 'postings:write',
    idempotent: true,
    bodyLimit: 64 * 1024 * 1024,
  },
})
