import { z } from 'zod'
import { accommodationNeed, capability, commuteMaxKm, commuteMaxMinutes, commuteModes, experience, jobseekerSkill } from './facts.ts'
import { educationLevel, employmentForm, licenceCode, occupationCode, workMode } from './posting-fields.ts'
import { birthMonth, fen, id, idParams, regionCode, text, timestamp, version } from './primitives.ts'
import { defineRoute } from './route.ts'

/** Goes into the vault, encrypted, and never comes out in plain. */
export const identity = z
  .strictObject({
    name: text(60),
    idNumber: z.string().min(15).max(24).optional().meta({ description: 'Citizen id number (GB 11643), check digit verified.' }),
    certificateNumber: z
      .string()
      .min(18)
      .max(30)
      .optional()
      .meta({ description: 'Number of the disability certificate: citizen id, type, grade, and B-suffix of a re-issued card.' }),
    phone: z.string().min(5).max(24).meta({ description: 'Mobile or landline.' }),
  })
  .meta({ id: 'Identity' })
export type Identity = z.infer<typeof identity>

const distinct = <T>(items: readonly T[], key: (item: T) => string) => new Set(items.map(key)).size === items.length

export const profileFields = {
  birthMonth: birthMonth.optional(),
  sex: z.enum(['male', 'female']).optional().meta({ description: 'Decides the legal working age and nothing else.' }),
  education: educationLevel.optional(),
  hukouRegion: regionCode.optional(),
  regionCode: regionCode.meta({ description: 'Where the person lives; decides which federation serves her.' }),
  willingRegions: z
    .array(regionCode)
    .max(50)
    .optional()
    .meta({ description: 'Where she would work, each with all below it; absent: the prefecture she lives in.' }),
  commuteMaxKm: commuteMaxKm.optional(),
  commuteMaxMinutes: commuteMaxMinutes.optional(),
  commuteModes: commuteModes.optional(),
  workModes: z.array(workMode).min(1).optional(),
  employmentForms: z.array(employmentForm).min(1).optional(),
  desiredOccupations: z.array(occupationCode).max(20).optional(),
  payFloorFen: fen.optional().meta({ description: 'Lowest pay a month, in fen.' }),
  skills: z
    .array(
      z
        .strictObject({
          code: jobseekerSkill.shape.code.optional(),
          text: text(60).optional(),
          level: jobseekerSkill.shape.level,
          evidence: jobseekerSkill.shape.evidence,
        })
        .refine((skill) => (skill.code === undefined) !== (skill.text === undefined), { path: ['code'], error: 'code_or_text' }),
    )
    .max(60)
    .default([]),
  licences: z.array(licenceCode).max(20).optional(),
  experience: z.array(experience).max(30).optional(),
  capabilities: z
    .array(z.strictObject({ ...capability.shape, at: timestamp.optional().meta({ description: 'When it was said or assessed.' }) }))
    .max(40)
    .refine((items) => distinct(items, (item) => item.icf), { error: 'duplicate' })
    .default([]),
  accommodationsNeeded: z.array(accommodationNeed).max(40).optional(),
  graduatedOn: z.iso.date().optional(),
  statuses: z
    .array(
      z.enum([
        'employment_difficulty',
        'subsistence_allowance',
        'zero_employment_family',
        'fresh_graduate',
        'rural',
        'registered_unemployed',
      ]),
    )
    .max(6)
    .default([]),
}

export const profile = z.strictObject(profileFields).meta({ id: 'Profile', description: 'What matching may know of a person.' })
export type Profile = z.infer<typeof profile>

export const consentPurposes = ['matching', 'sensitive_data', 'disclosure', 'follow_up'] as const

const consentFields = {
  purpose: z.enum(consentPurposes),
  recipient: id.optional().meta({ description: 'The employer, for disclosure.' }),
  textVersion: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,40}$/)
    .meta({ description: 'Which text the person was shown.' }),
  at: timestamp.meta({ description: 'When the person decided; not in the future.' }),
}

export const newConsent = z
  .strictObject({ ...consentFields, decision: z.enum(['granted', 'revoked']).default('granted') })
  .refine((one) => (one.purpose === 'disclosure') === (one.recipient !== undefined), {
    path: ['recipient'],
    error: 'recipient_for_disclosure_only',
  })
  .meta({ id: 'NewConsent' })
export type NewConsent = z.infer<typeof newConsent>

export const consent = z
  .strictObject({
    id,
    purpose: z.enum(consentPurposes),
    recipient: id.nullable(),
    textVersion: z.string(),
    decision: z.enum(['granted', 'revoked']),
    at: timestamp,
    recordedAt: timestamp,
  })
  .meta({ id: 'Consent', description: 'One decision of the person; the newest of a purpose (and recipient) counts.' })

export type Consent = z.infer<typeof consent>

export const newJobseeker = z
  .strictObject({
    identity,
    profile,
    consents: z
      .array(newConsent)
      .max(20)
      .default([])
      .meta({ description: 'Without consent to matching the person is registered and not matched.' }),
  })
  .meta({ id: 'NewJobseeker' })
export type NewJobseeker = z.infer<typeof newJobseeker>

export const jobseeker = z
  .strictObject({
    id,
    status: z.enum(['active', 'inactive']),
    matching: z.enum(['on', 'off']).meta({ description: 'on: active and consents to matching.' }),
    identity: z
      .strictObject({ name: z.string(), idNumber: z.string().nullable(), certificateNumber: z.string().nullable(), phone: z.string() })
      .meta({ id: 'MaskedIdentity', description: 'Masked; the masks do not depend on birth date, sex, type or grade.' }),
    profile,
    consents: z.array(consent).meta({ description: 'The decision in force for each purpose and recipient.' }),
    version,
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Jobseeker' })
export type Jobseeker = z.infer<typeof jobseeker>

/** null takes a fact back to unknown; an absent key leaves it as it is. */
export const jobseekerPatch = z
  .strictObject({
    status: z.enum(['active', 'inactive']).optional(),
    identity: z.strictObject({ name: identity.shape.name.optional(), phone: identity.shape.phone.optional() }).optional(),
    profile: z
      .strictObject({
        birthMonth: profileFields.birthMonth.nullable(),
        sex: profileFields.sex.nullable(),
        education: profileFields.education.nullable(),
        hukouRegion: profileFields.hukouRegion.nullable(),
        regionCode: regionCode.optional(),
        willingRegions: profileFields.willingRegions.nullable(),
        commuteMaxKm: profileFields.commuteMaxKm.nullable(),
        commuteMaxMinutes: profileFields.commuteMaxMinutes.nullable(),
        commuteModes: profileFields.commuteModes.nullable(),
        workModes: profileFields.workModes.nullable(),
        employmentForms: profileFields.employmentForms.nullable(),
        desiredOccupations: profileFields.desiredOccupations.nullable(),
        payFloorFen: profileFields.payFloorFen.nullable(),
        skills: profileFields.skills.unwrap().optional(),
        licences: profileFields.licences.nullable(),
        experience: profileFields.experience.nullable(),
        capabilities: profileFields.capabilities.unwrap().optional(),
        accommodationsNeeded: profileFields.accommodationsNeeded.nullable(),
        graduatedOn: profileFields.graduatedOn.nullable(),
        statuses: profileFields.statuses.unwrap().optional(),
      })
      .optional(),
  })
  .meta({ id: 'JobseekerPatch' })
export type JobseekerPatch = z.infer<typeof jobseekerPatch>

const common = { tag: 'jobseekers' } as const

export const createJobseekerContract = defineRoute({
  method: 'POST',
  url: '/v1/jobseekers',
  schema: { body: newJobseeker, response: { 201: jobseeker } },
  config: {
    ...common,
    operationId: 'createJobseeker',
    summary: 'Register a jobseeker',
    scope: 'jobseekers:write',
    idempotent: true,
    problems: ['jobseeker_exists'],
  },
})

export const getJobseekerContract = defineRoute({
  method: 'GET',
  url: '/v1/jobseekers/:id',
  schema: { params: idParams, response: { 200: jobseeker } },
  config: { ...common, operationId: 'getJobseeker', summary: 'Read a jobseeker; identity is masked', scope: 'jobseekers:read' },
})

export const patchJobseekerContract = defineRoute({
  method: 'PATCH',
  url: '/v1/jobseekers/:id',
  schema: { params: idParams, body: jobseekerPatch, response: { 200: jobseeker } },
  config: {
    ...common,
    operationId: 'patchJobseeker',
    summary: 'Change facts of a jobseeker',
    description: 'A key that is absent stays as it is; null takes the fact back to unknown; a list is replaced whole.',
    scope: 'jobseekers:write',
  },
})

export const recordConsentContract = defineRoute({
  method: 'POST',
  url: '/v1/jobseekers/:id/consents',
  schema: { params: idParams, body: newConsent, response: { 201: consent } },
  config: {
    ...common,
    operationId: 'recordConsent',
    summary: 'Record that the person grants or revokes a consent',
    description: 'Revoking is the same call with decision revoked; matching stops with the answer.',
    scope: 'jobseekers:write',
    idempotent: true,
  },
})

export const listConsentsContract = defineRoute({
  method: 'GET',
  url: '/v1/jobseekers/:id/consents',
  schema: { params: idParams, response: { 200: z.strictObject({ items: z.array(consent) }).meta({ id: 'ConsentLedger' }) } },
  config: {
    ...common,
    operationId: 'listConsents',
    summary: 'Every consent decision of the person, oldest first',
    scope: 'jobseekers:read',
  },
})
