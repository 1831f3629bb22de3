import { z } from 'zod'
import { jobseeker } from './jobseeker.ts'
import { basisPoints, cursor, id, idParams, limit, page, queryInt, regionCode, timestamp } from './primitives.ts'
import { day, statusCodes } from './register-file.ts'
import { ownerSide } from './register-plan.ts'
import { defineRoute } from './route.ts'

export const listedJobseeker = z
  .strictObject({
    id,
    status: jobseeker.shape.status,
    matching: jobseeker.shape.matching,
    regionCode,
    statusCodes: z.array(z.enum(statusCodes)).meta({ description: 'What holds of her now.' }),
    completeness: basisPoints.meta({ description: 'How much of what the plans want is there, in basis points.' }),
    confirmationDueOn: day,
    confirmationOverdue: z.boolean(),
    caseOwnerSides: z.array(ownerSide).meta({ description: 'Which sides look after her.' }),
    updatedAt: timestamp.meta({ description: 'Of the person or her file, whichever changed last.' }),
  })
  .meta({ id: 'ListedJobseeker', description: 'A person without identity.' })
export type ListedJobseeker = z.infer<typeof listedJobseeker>

const flag = z.enum(['true', 'false'])

export const listJobseekersQuery = z.strictObject({
  regionCode: regionCode.optional().meta({ description: 'A region of the key, with all below it.' }),
  status: jobseeker.shape.status.optional(),
  statusCode: z.enum(statusCodes).optional(),
  confirmationDueBefore: day.optional().meta({ description: 'Only those whose next confirmation is due before this day.' }),
  incomplete: flag.optional().meta({ description: 'true: only those of whom something is missing; false: only the others.' }),
  updatedSince: timestamp.optional(),
  limit: limit.optional(),
  cursor: cursor.optional(),
})

export const listJobseekersContract = defineRoute({
  method: 'GET',
  url: '/v1/jobseekers',
  schema: { querystring: listJobseekersQuery, response: { 200: page(listedJobseeker, 'ListedJobseekers') } },
  config: {
    operationId: 'listJobseekers',
    tag: 'jobseekers',
    summary: 'The people of the register within reach, without identity, longest unchanged first',
    scope: 'jobseekers:read',
  },
})

/** A group below this is not counted out. */
export const smallestCount = 5

const count = z
  .int()
  .min(0)
  .nullable()
  .meta({ description: 'People; null where the figure, or what is left of its whole, would be 1 to 4.' })

export const registerSummary = z
  .strictObject({
    asOf: timestamp,
    regionCode: regionCode.nullable().meta({ description: 'What was asked about; null: every region of the key.' }),
    smallestCount: z.literal(smallestCount),
    people: count.meta({ description: 'Active people; null: 1 to 4.' }),
    statuses: z.array(z.strictObject({ code: z.enum(statusCodes), zh: z.string(), en: z.string(), people: count })),
    employment: z.strictObject({
      employed: count.meta({ description: 'Hired, as the last measure with an outcome says.' }),
      registeredUnemployed: count,
      leftJob: count,
      unknown: count,
    }),
    confirmation: z.strictObject({
      thisYear: count.meta({ description: 'Confirmed since 1 January (一年一更新).' }),
      earlier: count.meta({ description: 'Not yet this year, and not overdue.' }),
      overdue: count,
    }),
  })
  .meta({ id: 'RegisterSummary', description: 'Counts for the ledger of the federation (台账).' })
export type RegisterSummary = z.infer<typeof registerSummary>

export const summariseRegisterContract = defineRoute({
  method: 'GET',
  url: '/v1/jobseekers/summary',
  schema: { querystring: z.strictObject({ regionCode: regionCode.optional() }), response: { 200: registerSummary } },
  config: {
    operationId: 'summariseRegister',
    deadlineMs: 20_000,
    tag: 'jobseekers',
    summary: 'How many people have which status, are at work, were confirmed this year',
    scope: 'jobseekers:read',
  },
})

export const duplicateReasons = ['same_certificate', 'same_phone_and_birth'] as const

export const duplicatePair = z
  .strictObject({
    jobseekerIds: z.tuple([id, id]).meta({ description: 'The lower id first. Both are within reach.' }),
    reasons: z.array(z.enum(duplicateReasons)).min(1),
  })
  .meta({ id: 'DuplicatePair' })
export type DuplicatePair = z.infer<typeof duplicatePair>

export const listDuplicatesContract = defineRoute({
  method: 'GET',
  url: '/v1/jobseekers/duplicates',
  schema: {
    querystring: z.strictObject({
      limit: queryInt({ min: 1, max: 200, description: 'How many pairs at most; 50 when not given.' }).optional(),
      cursor: cursor.optional(),
    }),
    response: { 200: page(duplicatePair, 'DuplicatePairs') },
  },
  config: {
    operationId: 'listDuplicates',
    tag: 'jobseekers',
    summary: 'Pairs of people who may be one',
    description:
      'The same card, or the same telephone with the same month of birth and sex. Found by hashes: nothing is opened. Nothing is merged.',
    scope: 'jobseekers:read',
  },
})

export const markNotDuplicateContract = defineRoute({
  method: 'POST',
  url: '/v1/jobseekers/:id/not-duplicates',
  schema: {
    params: idParams,
    body: z.strictObject({ otherId: id }).meta({ id: 'NotDuplicate' }),
    response: { 200: z.strictObject({ jobseekerIds: z.tuple([id, id]) }).meta({ id: 'NotDuplicates' }) },
  },
  config: {
    operationId: 'markNotDuplicate',
    tag: 'jobseekers',
    summary: 'Say that two people are not one; the pair is not listed again',
    scope: 'jobseekers:write',
  },
})
