import { z } from 'zod'
import { id, idParams, text, timestamp } from './primitives.ts'
import { day } from './register-file.ts'
import { defineRoute } from './route.ts'

export const ownerSides = ['federation', 'community', 'employment_service', 'school'] as const
export const ownerSide = z.enum(ownerSides)

const ownerFields = {
  side: ownerSide.meta({ description: 'Which side of the pair that is responsible for her (双向包干).' }),
  organisation: text(80),
  from: day.meta({ description: 'First day of this assignment; not in the future.' }),
}

const newCaseOwner = z.strictObject({
  ...ownerFields,
  name: text(60).optional().meta({ description: 'Of the member of staff; sealed, and shown in the file alone.' }),
  phone: z.string().min(5).max(24).optional().meta({ description: 'Of the member of staff; sealed, and shown in the file alone.' }),
})

export const newCaseOwners = z
  .strictObject({
    owners: z
      .array(newCaseOwner)
      .max(ownerSides.length)
      .refine((owners) => new Set(owners.map(({ side }) => side)).size === owners.length, { error: 'duplicate' })
      .meta({ description: 'Everybody who looks after her from now on, one for each side; whoever is left out does no more.' }),
  })
  .meta({ id: 'NewCaseOwners' })
export type NewCaseOwners = z.infer<typeof newCaseOwners>

export const caseOwner = z
  .strictObject({ ...ownerFields, name: z.string().nullable(), phone: z.string().nullable(), recordedAt: timestamp })
  .meta({ id: 'CaseOwner' })
export type CaseOwner = z.infer<typeof caseOwner>

export const measureKinds = [
  'needs_interview',
  'skill_assessment',
  'career_guidance',
  'job_recommendation',
  'training',
  'internship',
  'accommodation',
  'supported_employment',
  'entrepreneurship',
  'subsidy_application',
  'follow_up',
] as const
export const measureOutcomes = ['done', 'hired', 'still_employed', 'left_job', 'not_reached', 'declined', 'cancelled'] as const

const outcome = z
  .enum(measureOutcomes)
  .meta({ description: 'What came of it. hired begins the follow-up (跟踪回访); left_job ends it. Needs doneOn.' })
const note = text(500).optional().meta({ description: 'Sealed with her data key, and shown in her file alone.' })

const agreed = {
  kind: z.enum(measureKinds),
  agreedOn: day.meta({ description: 'When it was agreed with her; not in the future.' }),
  dueOn: day.meta({ description: 'By when it is to be done; not before agreedOn.' }),
}

export const newMeasure = z
  .strictObject({ ...agreed, doneOn: day.optional(), outcome: outcome.optional(), note })
  .refine((one) => one.dueOn >= one.agreedOn, { path: ['dueOn'], error: 'before_start' })
  .meta({ id: 'NewMeasure' })
export type NewMeasure = z.infer<typeof newMeasure>

/** null takes it back: the measure is open again. */
export const measurePatch = z
  .strictObject({ dueOn: day.optional(), doneOn: day.nullable().optional(), outcome: outcome.nullable().optional() })
  .meta({ id: 'MeasurePatch' })
export type MeasurePatch = z.infer<typeof measurePatch>

export const measure = z
  .strictObject({
    id,
    ...agreed,
    doneOn: day.nullable(),
    outcome: outcome.nullable(),
    overdue: z.boolean().meta({ description: 'Not done, and dueOn is past.' }),
    hasNote: z.boolean().meta({ description: 'Whether there is a note; it is shown in the file.' }),
    recordedAt: timestamp,
    changedAt: timestamp,
  })
  .meta({ id: 'Measure', description: 'One entry of the plan that was agreed with her (一人一策).' })
export type Measure = z.infer<typeof measure>

export const confirmationChannels = ['phone', 'visit', 'office', 'online', 'school'] as const

export const newConfirmation = z
  .strictObject({
    at: timestamp.meta({ description: 'When her data were gone through with her; not in the future.' }),
    channel: z.enum(confirmationChannels),
    changed: z.boolean().meta({ description: 'Whether anything had changed. Send the change itself by PATCH.' }),
  })
  .meta({ id: 'NewConfirmation' })
export type NewConfirmation = z.infer<typeof newConfirmation>

export const confirmation = z
  .strictObject({
    id,
    at: timestamp,
    channel: z.enum(confirmationChannels),
    changed: z.boolean(),
    recordedAt: timestamp,
    nextDueOn: day.meta({ description: 'One year after the last confirmation (一年一更新).' }),
  })
  .meta({ id: 'Confirmation' })
export type Confirmation = z.infer<typeof confirmation>

const common = { tag: 'jobseekers', scope: 'jobseekers:write' } as const

export const putCaseOwnersContract = defineRoute({
  method: 'PUT',
  url: '/v1/jobseekers/:id/case-owners',
  schema: {
    params: idParams,
    body: newCaseOwners,
    response: { 200: z.strictObject({ owners: z.array(caseOwner) }).meta({ id: 'CaseOwners' }) },
  },
  config: { ...common, operationId: 'putCaseOwners', summary: 'Say who looks after the person; the same again changes nothing' },
})

export const recordMeasureContract = defineRoute({
  method: 'POST',
  url: '/v1/jobseekers/:id/measures',
  schema: { params: idParams, body: newMeasure, response: { 201: measure } },
  config: { ...common, operationId: 'recordMeasure', summary: 'Add a measure to the plan of the person', idempotent: true },
})

export const patchMeasureContract = defineRoute({
  method: 'PATCH',
  url: '/v1/jobseekers/:id/measures/:measureId',
  schema: { params: idParams.extend({ measureId: id }), body: measurePatch, response: { 200: measure } },
  config: { ...common, operationId: 'patchMeasure', summary: 'Move the day of a measure, or say what came of it' },
})

export const recordConfirmationContract = defineRoute({
  method: 'POST',
  url: '/v1/jobseekers/:id/confirmations',
  schema: { params: idParams, body: newConfirmation, response: { 201: confirmation } },
  config: { ...common, operationId: 'recordConfirmation', summary: 'Record that her data were gone through with her', idempotent: true },
})
