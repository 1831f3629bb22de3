import { z } from 'zod'
import { capability } from './facts.ts'
import { id, idParams, text, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'

/** A day of China's calendar. */
export const day = z.iso.date().meta({ description: "A day of China's calendar (UTC+8).", examples: ['2026-11-22'] })

const name = z.string().regex(/^[A-Za-z0-9._-]{1,40}$/)
const note = text(500)
  .optional()
  .meta({ description: 'For those who look after her; sealed with her data key, and shown in her file alone. Never reaches matching.' })
const hasNote = z.boolean().meta({ description: 'Whether there is a note; it is shown in the file.' })

export const assessorKinds = [
  'federation',
  'employment_service',
  'training_institution',
  'hospital',
  'school',
  'social_organisation',
  'employer',
  'other',
] as const

const assessmentFields = {
  instrument: z.strictObject({ code: name, version: name }).meta({
    description: 'What it was assessed with, so that two results can be compared.',
    examples: [{ code: 'WHODAS', version: '2.0' }],
  }),
  assessor: z.strictObject({ kind: z.enum(assessorKinds), organisation: text(80) }),
  at: timestamp.meta({ description: 'When she was assessed; not in the future.' }),
  validUntil: timestamp.meta({ description: 'It counts before this time; after `at`, and at most five years after it.' }),
  items: z
    .array(z.strictObject({ icf: capability.shape.icf, difficulty: capability.shape.difficulty }))
    .min(1)
    .max(40)
    .refine((items) => new Set(items.map(({ icf }) => icf)).size === items.length, { error: 'duplicate' })
    .meta({ description: 'What was found. While it is valid it stands in the place of what she says herself of the same code.' }),
}

export const newAssessment = z.strictObject({ ...assessmentFields, note }).meta({ id: 'NewAssessment' })
export type NewAssessment = z.infer<typeof newAssessment>

export const assessment = z
  .strictObject({
    id,
    ...assessmentFields,
    inForce: z.boolean().meta({ description: 'Valid now. Of two that are, the newer one counts, code by code.' }),
    hasNote,
    recordedAt: timestamp,
  })
  .meta({ id: 'Assessment' })
export type Assessment = z.infer<typeof assessment>

/** What the plans call people; each with where it comes from and how long it holds. */
export const statusCodes = [
  'employment_difficulty',
  'subsistence_allowance',
  'dibao_edge',
  'low_income_family',
  'poverty_alleviated',
  'zero_employment_family',
  'hardship_family',
  'fresh_graduate',
  'rural',
  'registered_unemployed',
] as const
export const statusSources = ['declared', 'federation', 'civil_affairs', 'hr_bureau', 'school', 'import'] as const

const statusFields = {
  code: z.enum(statusCodes),
  source: z.enum(statusSources).meta({ description: 'Who says so.' }),
  since: day.meta({ description: 'First day; not in the future.' }),
}
const until = day.meta({ description: 'Last day on which it holds.' })

export const newStatus = z
  .strictObject({ ...statusFields, until: until.optional(), note })
  .refine((one) => one.until === undefined || one.until >= one.since, { path: ['until'], error: 'before_start' })
  .meta({ id: 'NewStatus' })
export type NewStatus = z.infer<typeof newStatus>

export const status = z
  .strictObject({
    id,
    ...statusFields,
    zh: z.string(),
    en: z.string(),
    until: until.nullable(),
    inForce: z.boolean().meta({ description: 'Holds today.' }),
    hasNote,
    recordedAt: timestamp,
  })
  .meta({ id: 'Status' })
export type Status = z.infer<typeof status>

const common = { tag: 'jobseekers' } as const

export const recordAssessmentContract = defineRoute({
  method: 'POST',
  url: '/v1/jobseekers/:id/assessments',
  schema: { params: idParams, body: newAssessment, response: { 201: assessment } },
  config: {
    ...common,
    operationId: 'recordAssessment',
    summary: 'Record an assessment of what the person can do',
    description:
      'While it is valid, matching hears of what was assessed instead of what she says herself; afterwards of her own word again.',
    scope: 'jobseekers:write',
    idempotent: true,
  },
})

export const listAssessmentsContract = defineRoute({
  method: 'GET',
  url: '/v1/jobseekers/:id/assessments',
  schema: { params: idParams, response: { 200: z.strictObject({ items: z.array(assessment) }).meta({ id: 'Assessments' }) } },
  config: { ...common, operationId: 'listAssessments', summary: 'Every assessment of the person, newest first', scope: 'jobseekers:read' },
})

export const recordStatusContract = defineRoute({
  method: 'POST',
  url: '/v1/jobseekers/:id/statuses',
  schema: { params: idParams, body: newStatus, response: { 201: status } },
  config: {
    ...common,
    operationId: 'recordStatus',
    summary: 'Record a status of the person, who says so, and how long it holds',
    description: 'profile.statuses follows: it names what holds today of the codes that it knows.',
    scope: 'jobseekers:write',
    idempotent: true,
  },
})

export const statusParams = idParams.extend({ statusId: id })

export const endStatusContract = defineRoute({
  method: 'POST',
  url: '/v1/jobseekers/:id/statuses/:statusId/end',
  schema: { params: statusParams, body: z.strictObject({ until }).meta({ id: 'StatusEnd' }), response: { 200: status } },
  config: {
    ...common,
    operationId: 'endStatus',
    summary: 'Say on which day a status ends; it stays in the history',
    scope: 'jobseekers:write',
  },
})

export const listStatusesContract = defineRoute({
  method: 'GET',
  url: '/v1/jobseekers/:id/statuses',
  schema: { params: idParams, response: { 200: z.strictObject({ items: z.array(status) }).meta({ id: 'Statuses' }) } },
  config: {
    ...common,
    operationId: 'listStatuses',
    summary: 'Every status of the person, ended ones too, newest first',
    scope: 'jobseekers:read',
  },
})
