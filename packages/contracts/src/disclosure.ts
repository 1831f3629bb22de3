import { disabilityGrades, disabilityTypes } from '@zhihe/vocabulary/certificate'
import { z } from 'zod'
import { disclosureFields, receipt } from './consent.ts'
import { capability } from './facts.ts'
import { profileFields } from './jobseeker.ts'
import { codeEnum, cursor, id, idParams, limit, page, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'

const fields = z.array(z.enum(disclosureFields)).meta({ description: 'What the person agreed to.' })
const candidateRef = z.string().meta({ description: 'Your name for this person, as in matches and webhooks.' })

export const disclosureGrant = z
  .strictObject({
    receipt,
    candidateRef,
    fields,
    grantedAt: timestamp,
    expiresAt: timestamp,
    href: z.string().meta({ description: 'Path of what may be read, with your key.' }),
  })
  .meta({ id: 'DisclosureGrant', description: 'What a person agreed to have disclosed to you. It says nothing of who she is.' })
export type DisclosureGrant = z.infer<typeof disclosureGrant>

const known = 'absent: not agreed to; null: agreed to and not known.'
export const disclosedPerson = z
  .strictObject({
    name: z.string().optional(),
    phone: z.string().optional(),
    education: profileFields.education.unwrap().nullable().optional(),
    skills: profileFields.skills.unwrap().optional(),
    experience: profileFields.experience.unwrap().nullable().optional(),
    licences: profileFields.licences.unwrap().nullable().optional(),
    capabilities: z.array(capability).max(40).optional(),
    accommodations: profileFields.accommodationsNeeded.unwrap().nullable().optional(),
    disability: z
      .strictObject({
        type: codeEnum(disabilityTypes).meta({ description: 'GB/T 26341.' }),
        grade: z.int().min(1).max(disabilityGrades.length).meta({ description: '1 is the most severe.' }),
      })
      .nullable()
      .optional(),
    certificateNumber: z.string().nullable().optional(),
  })
  .meta({ id: 'DisclosedPerson', description: `Exactly what the person agreed to. ${known}` })
export type DisclosedPerson = z.infer<typeof disclosedPerson>

export const disclosure = z
  .strictObject({ receipt, candidateRef, fields, expiresAt: timestamp, disclosedAt: timestamp, person: disclosedPerson })
  .meta({ id: 'Disclosure' })
export type Disclosure = z.infer<typeof disclosure>

export const disclosureRecord = z
  .strictObject({
    id,
    at: timestamp,
    recipient: id.meta({ description: 'The employer.' }),
    keyId: z.uuid().meta({ description: 'The key that read it.' }),
    receipt,
    fields: z.array(z.enum(disclosureFields)),
    textVersion: z.string(),
    outcome: z
      .enum(['disclosed', 'withheld'])
      .meta({ description: 'withheld: consent was revoked while it was being read, so nothing was sent.' }),
  })
  .meta({ id: 'DisclosureRecord', description: 'One reading by an employer. Kept for three years at least, without who the person is.' })
export type DisclosureRecord = z.infer<typeof disclosureRecord>

export const listDisclosuresContract = defineRoute({
  method: 'GET',
  url: '/v1/disclosures',
  schema: {
    querystring: z.strictObject({ limit: limit.optional(), cursor: cursor.optional() }),
    response: { 200: page(disclosureGrant, 'DisclosureGrantPage') },
  },
  config: {
    tag: 'disclosures',
    operationId: 'listDisclosures',
    summary: 'What people agreed to have disclosed to your employer, newest first',
    description: 'Those in force now. For a key that is bound to one employer; any other key has none.',
    scope: 'disclosures:read',
  },
})

export const getDisclosureContract = defineRoute({
  method: 'GET',
  url: '/v1/disclosures/:receipt',
  schema: { params: z.strictObject({ receipt }), response: { 200: disclosure } },
  config: {
    tag: 'disclosures',
    operationId: 'getDisclosure',
    summary: 'Read what a person agreed to disclose to your employer',
    description:
      'Every reading is on record, and the person can see it. Without her consent, or when it was revoked, has expired or is for somebody else, the answer is that of a thing that does not exist. An enterprise reads of 500 different people a day at most.',
    scope: 'disclosures:read',
    problems: ['people_limit_reached'],
  },
})

export const listJobseekerDisclosuresContract = defineRoute({
  method: 'GET',
  url: '/v1/jobseekers/:id/disclosures',
  schema: {
    params: idParams,
    querystring: z.strictObject({ limit: limit.optional(), cursor: cursor.optional() }),
    response: { 200: page(disclosureRecord, 'DisclosureRecordPage') },
  },
  config: {
    tag: 'jobseekers',
    operationId: 'listJobseekerDisclosures',
    summary: 'Who received what of the person and when, newest first',
    scope: 'jobseekers:read',
  },
})
