import { z } from 'zod'
import { consent, newConsent } from './consent.ts'
import { accommodationNeed, capability, commuteMaxKm, commuteMaxMinutes, commuteModes, experience, jobseekerSkill } from './facts.ts'
import { guardian, identity } from './identity.ts'
import { educationLevel, employmentForm, licenceCode, occupationCode, workMode } from './posting-fields.ts'
import { birthMonth, fen, id, idParams, regionCode, text, timestamp, version } from './primitives.ts'
import { defineRoute } from './route.ts'

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
  workModes: z.array(workMode).min(1).max(20).optional(),
  employmentForms: z.array(employmentForm).min(1).max(20).optional(),
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
      .strictObject({
        name: z.string(),
        idNumber: z.string().nullable(),
        certificateNumber: z.string().nullable().meta({ description: 'Of the card in force.' }),
        phone: z.string(),
        certificateExpiresOn: z.iso.date().nullable().meta({ description: 'Last day of the card in force; null: nobody said.' }),
        guardian: z
          .strictObject({ ...guardian.shape, phone: z.string(), since: z.iso.date().nullable() })
          .nullable()
          .meta({ id: 'MaskedGuardian', description: 'Who speaks for her, name and telephone masked.' }),
      })
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
    identity: z
      .strictObject({
        name: identity.shape.name.optional(),
        phone: identity.shape.phone.optional(),
        guardian: guardian.nullable().optional().meta({ description: 'Replaced whole; null: nobody speaks for her any more.' }),
      })
      .optional(),
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
