import { z } from 'zod'
import { postingFinding } from './finding-fields.ts'
import {
  accommodationCode,
  ageRange,
  channel,
  demand,
  educationLevel,
  employerStatement,
  employmentForm,
  hours,
  licenceCode,
  occupationCode,
  pay,
  postingSkill,
  workMode,
} from './posting-fields.ts'
import { cursor, id, idParams, limit, page, regionCode, text, timestamp, version } from './primitives.ts'
import { defineRoute } from './route.ts'

/** The facts of a posting as a caller writes them; a missing one is asked for (`needs_info`), never guessed. */
export const postingFields = {
  employerId: id.meta({ description: 'The employer, registered before.' }),
  fairId: id.optional().meta({ description: 'The fair it belongs to.' }),
  title: text(80),
  occupationCode: occupationCode.optional(),
  channel: channel.default('open'),
  employmentForm: employmentForm.default('full_time'),
  workMode: workMode.default('onsite'),
  regionCode: regionCode.optional().meta({ description: 'Where the work is done, GB/T 2260.' }),
  address: text(200).optional(),
  headcount: z.int().min(1).max(10_000).optional().meta({ description: 'Vacancies.' }),
  pay: pay.optional(),
  hours: hours.optional(),
  age: ageRange.optional(),
  education: educationLevel.optional(),
  experienceYears: z.int().min(0).max(50).optional(),
  skills: z.array(postingSkill).max(30).default([]),
  licences: z.array(licenceCode).max(10).default([]).meta({ description: 'Licences without which the work is unlawful or impossible.' }),
  demands: z.array(demand).max(30).default([]),
  accommodations: z.array(accommodationCode).max(40).default([]).meta({ description: 'What the employer offers.' }),
  benefits: z.array(text(40)).max(30).default([]),
  employerStatement: employerStatement.optional(),
  description: text(5000).optional().meta({ description: 'What is done at work.' }),
  requirementsText: text(5000).optional(),
  opensAt: timestamp.optional(),
  closesAt: timestamp.optional().meta({ description: 'Until when one can apply.' }),
}

const sourceFields = {
  source: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/)
    .meta({ description: 'Where the posting comes from, a short name you choose.', examples: ['hangzhou-fair-2026'] }),
  externalId: z
    .string()
    .regex(/^[A-Za-z0-9._~-]{1,100}$/)
    .meta({ description: 'Your own number for it, unique within the source.', examples: ['A-017'] }),
}

type PostingShape = { opensAt?: string | undefined; closesAt?: string | undefined; demands: readonly { icf: string }[] }
const windowIsForward = (posting: PostingShape) =>
  posting.opensAt === undefined || posting.closesAt === undefined || Date.parse(posting.closesAt) > Date.parse(posting.opensAt)
const demandsAreDistinct = (posting: PostingShape) => new Set(posting.demands.map((one) => one.icf)).size === posting.demands.length

export const postingContent = z
  .strictObject(postingFields)
  .refine(windowIsForward, { path: ['closesAt'], error: 'before_start' })
  .refine(demandsAreDistinct, { path: ['demands'], error: 'duplicate' })
  .meta({ id: 'PostingContent' })
export type PostingContent = z.infer<typeof postingContent>

export const newPosting = z
  .strictObject({ ...sourceFields, ...postingFields })
  .refine(windowIsForward, { path: ['closesAt'], error: 'before_start' })
  .refine(demandsAreDistinct, { path: ['demands'], error: 'duplicate' })
  .meta({ id: 'NewPosting' })
export type NewPosting = z.infer<typeof newPosting>

export const postingStatuses = ['received', 'needs_info', 'blocked', 'published', 'closed', 'merged'] as const
export const postingStatus = z.enum(postingStatuses).meta({ id: 'PostingStatus' })

export const closeReasons = ['filled', 'withdrawn', 'expired', 'other'] as const

/** Why a posting was taken for a copy, in figures and in words. */
const likeness = z
  .strictObject({
    similarity: z.int().min(0).max(100).meta({ description: 'Per cent: the lower of titles and duties.' }),
    titles: z.int().min(0).max(100).meta({ description: 'Per cent of neighbouring characters that both titles have.' }),
    duties: z.int().min(0).max(100).meta({ description: 'The same of the descriptions.' }),
    zh: z.string(),
    en: z.string(),
  })
  .meta({ id: 'PostingLikeness' })

const nullable = <T extends z.ZodType>(schema: T) => schema.nullable()

export const posting = z
  .strictObject({
    id,
    ...sourceFields,
    status: postingStatus,
    reasonCode: z.string().meta({
      description: 'Why it has this status: complete, missing_elements, needs_confirmation, unlawful_wording, duplicate, closed_filled …',
    }),
    questions: z
      .array(z.strictObject({ pointer: z.string(), code: z.string(), zh: z.string(), en: z.string() }))
      .meta({ description: 'What is missing before it can be published.' }),
    findings: z.array(postingFinding).meta({ description: 'What is unlawful or doubtful in it as it stands.' }),
    canonicalId: nullable(id).meta({ description: 'Of a merged posting: the one it is a copy of.' }),
    likeness: nullable(likeness).meta({ description: 'Of a merged posting: how like the two are, and why they were taken for one.' }),
    confirmedAt: timestamp.meta({ description: 'When somebody last wrote it or said that it is still open.' }),
    employerId: id,
    fairId: nullable(id),
    title: z.string(),
    occupationCode: nullable(z.string()),
    channel,
    employmentForm,
    workMode,
    regionCode: nullable(z.string()),
    address: nullable(z.string()),
    headcount: nullable(z.int()),
    pay: nullable(pay),
    hours: nullable(hours),
    age: nullable(ageRange),
    education: nullable(educationLevel),
    experienceYears: nullable(z.int()),
    skills: z.array(postingSkill),
    licences: z.array(z.string()),
    demands: z.array(demand),
    accommodations: z.array(z.string()),
    benefits: z.array(z.string()),
    employerStatement: nullable(employerStatement),
    description: nullable(z.string()),
    requirementsText: nullable(z.string()),
    opensAt: nullable(timestamp),
    closesAt: nullable(timestamp),
    version,
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Posting' })
export type Posting = z.infer<typeof posting>

export const postingHistoryEntry = z
  .strictObject({
    version,
    at: timestamp,
    status: postingStatus,
    reasonCode: z.string(),
    byKeyId: id,
    canonicalId: nullable(id).meta({ description: 'When it was merged: into which one.' }),
    likeness: nullable(likeness),
  })
  .meta({ id: 'PostingHistoryEntry' })

export const postingWithHistory = z
  .strictObject({
    ...posting.shape,
    history: z.array(postingHistoryEntry).meta({ description: 'Every status it had, oldest first.' }),
  })
  .meta({ id: 'PostingWithHistory' })

export const upsertOutcome = z.enum(['created', 'updated', 'unchanged'])

export const upsertedPosting = z.strictObject({ outcome: upsertOutcome, posting }).meta({ id: 'UpsertedPosting' })

export const createPostingContract = defineRoute({
  method: 'POST',
  url: '/v1/postings',
  schema: { body: newPosting, response: { 201: posting } },
  config: {
    operationId: 'createPosting',
    tag: 'postings',
    summary: 'Push one posting',
    description:
      'It is published at once when the elements the law asks for are there; otherwise it is kept with status needs_info and one question per missing element.',
    scope: 'postings:write',
    idempotent: true,
    problems: ['posting_exists', 'employer_not_found', 'fair_not_found'],
  },
})

export const upsertPostingContract = defineRoute({
  method: 'PUT',
  url: '/v1/postings/by-source/:source/:externalId',
  schema: { params: z.strictObject(sourceFields), body: postingContent, response: { 200: upsertedPosting, 201: upsertedPosting } },
  config: {
    operationId: 'upsertPosting',
    tag: 'postings',
    summary: 'Create or replace a posting by your own number',
    description:
      'A closed posting is opened again by an upsert. Sending the same content twice answers unchanged. Words whose rewrite was accepted are changed again when they are sent again; what was dismissed stays dismissed.',
    scope: 'postings:write',
    problems: ['posting_exists', 'employer_not_found', 'fair_not_found'],
  },
})

export const getPostingContract = defineRoute({
  method: 'GET',
  url: '/v1/postings/:id',
  schema: { params: idParams, response: { 200: postingWithHistory } },
  config: { operationId: 'getPosting', tag: 'postings', summary: 'Read a posting with its history', scope: 'postings:read' },
})

export const postingPage = page(posting, 'PostingPage')

export const listPostingsContract = defineRoute({
  method: 'GET',
  url: '/v1/postings',
  schema: {
    querystring: z.strictObject({
      fairId: id.optional(),
      employerId: id.optional(),
      status: postingStatus.optional(),
      updatedSince: timestamp.optional(),
      limit: limit.optional(),
      cursor: cursor.optional(),
    }),
    response: { 200: postingPage },
  },
  config: { operationId: 'listPostings', tag: 'postings', summary: 'List postings, oldest change first', scope: 'postings:read' },
})

export const closePostingContract = defineRoute({
  method: 'POST',
  url: '/v1/postings/:id/close',
  schema: {
    params: idParams,
    body: z.strictObject({ reason: z.enum(closeReasons), note: text(200).optional() }).meta({ id: 'ClosePosting' }),
    response: { 200: posting },
  },
  config: {
    operationId: 'closePosting',
    tag: 'postings',
    summary: 'Close a posting',
    scope: 'postings:write',
    idempotent: true,
    problems: ['posting_not_closable'],
  },
})
