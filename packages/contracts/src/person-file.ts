import { z } from 'zod'
import { capability } from './facts.ts'
import { jobseeker } from './jobseeker.ts'
import { basisPoints, id, idParams, timestamp } from './primitives.ts'
import { assessment, day, status, statusCodes } from './register-file.ts'
import { caseOwner, measure } from './register-plan.ts'
import { defineRoute } from './route.ts'

const label = { zh: z.string(), en: z.string() }
const note = z.string().nullable()

export const planReference = z
  .strictObject({
    plan: z.string().meta({ description: 'The plan, by its short name.', examples: ['HZ'] }),
    title: z.string(),
    clause: z.string().meta({ description: 'Where in the plan.', examples: ['二(五)13'] }),
    quote: z.string().meta({ description: 'The words that ask for it.' }),
  })
  .meta({ id: 'PlanReference' })

export const completeness = z
  .strictObject({
    score: basisPoints.meta({ description: 'How much of what the plans want is there, in basis points.' }),
    missing: z.array(z.strictObject({ code: z.string(), ...label, weight: basisPoints, askedBy: planReference })),
  })
  .meta({ id: 'Completeness' })

export const fileQuestion = z
  .strictObject({
    kind: z.enum(['only_prior', 'assessment_ended', 'never_said']),
    icf: capability.shape.icf.nullable(),
    ...label,
  })
  .meta({
    id: 'FileQuestion',
    description: 'The next question to ask her. What is only expected of her is asked, and never told to matching.',
  })

export const dueDate = z
  .strictObject({
    kind: z.enum(['confirmation', 'measure', 'follow_up', 'assessment_end', 'status_end', 'certificate_end']),
    on: day,
    overdue: z.boolean().meta({ description: 'The day is past.' }),
    refId: id.nullable(),
    code: z.string().nullable().meta({ description: 'Kind of the measure, code of the status.' }),
  })
  .meta({ id: 'DueDate' })

export const timelineEntry = z
  .strictObject({
    at: timestamp,
    kind: z.enum([
      'registered',
      'changed',
      'consent',
      'assessed',
      'assessment_ended',
      'status_began',
      'status_ended',
      'owner_began',
      'owner_ended',
      'measure_agreed',
      'measure_done',
      'confirmed',
    ]),
    refId: id.nullable(),
    code: z.string().nullable().meta({ description: 'Of a status, a measure, a purpose, a side.' }),
    detail: z.string().nullable().meta({ description: 'Of a consent the decision, of a measure the outcome, of a status its source.' }),
    kinds: z.array(z.string()).meta({ description: 'Of a change: which facts, without what they were.' }),
  })
  .meta({ id: 'TimelineEntry' })

export const personFile = z
  .strictObject({
    jobseekerId: id,
    asOf: timestamp,
    status: jobseeker.shape.status,
    matching: jobseeker.shape.matching,
    identity: jobseeker.shape.identity,
    registeredAt: timestamp,
    completeness,
    confirmation: z.strictObject({
      lastAt: timestamp.nullable(),
      dueOn: day.meta({ description: 'One year after the last confirmation, or after the registration.' }),
      overdue: z.boolean(),
    }),
    caseOwners: z.array(caseOwner).meta({ description: 'Who looks after her now.' }),
    capabilities: z.array(capability).meta({ description: 'What counts now: what was assessed and is valid, else what she says.' }),
    questions: z.array(fileQuestion),
    dueDates: z.array(dueDate).meta({ description: 'Soonest first.' }),
    assessments: z.array(assessment.extend({ note })).meta({ description: 'Newest first.' }),
    statuses: z.array(status.extend({ note })).meta({ description: 'Newest first, ended ones too.' }),
    suggestions: z
      .array(
        z.strictObject({
          code: z.enum(statusCodes),
          ...label,
          since: day,
          until: day.meta({ description: 'Last day of it.' }),
          askedBy: planReference,
        }),
      )
      .meta({ description: 'Statuses that follow from what is known and that nobody has recorded.' }),
    measures: z.array(measure.extend({ note })).meta({ description: 'The plan (一人一策), newest first.' }),
    disclosures: z.strictObject({ times: z.int().min(0), recipients: z.int().min(0) }).meta({
      description: 'How often something of her was read by enterprises, and by how many of them.',
    }),
    timeline: z.array(timelineEntry).meta({ description: 'Newest first, the newest 1,000.' }),
  })
  .meta({ id: 'PersonFile', description: 'Everything the plans want of a person in one place (一人一档一策). Identity is masked.' })
export type PersonFile = z.infer<typeof personFile>

export const getPersonFileContract = defineRoute({
  method: 'GET',
  url: '/v1/jobseekers/:id/file',
  schema: { params: idParams, response: { 200: personFile } },
  config: {
    operationId: 'getPersonFile',
    tag: 'jobseekers',
    summary: 'The whole file of a person (一人一档一策), identity masked',
    description: 'Reading it is noted in the audit as file.read.',
    scope: 'jobseekers:read',
  },
})
