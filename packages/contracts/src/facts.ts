import { commuteModeCodes } from '@zhihe/vocabulary/commute'
import { z } from 'zod'
import { employerKind } from './employer.ts'
import {
  accommodationCode,
  ageRange,
  channel,
  educationLevel,
  employmentForm,
  icfCode,
  licenceCode,
  occupationCode,
  qualifier,
  skillCode,
  skillLevel,
  workMode,
} from './posting-fields.ts'
import { asInteger, birthMonth, fen, id, regionCode, timestamp, version } from './primitives.ts'

/**
 * What matching knows of a posting and of a person: the inputs of the score, whole. null is "unknown", [] is "known to be none".
 * No name, number, phone, certificate, type or grade has a place here; packages/scoring declares the same shapes.
 */
export const postingFacts = z
  .strictObject({
    id,
    version,
    status: z.enum(['open', 'closed']),
    opensAt: timestamp.nullable(),
    closesAt: timestamp.nullable(),
    headcount: z.int().min(0).nullable(),
    employerKind,
    channel,
    employmentForm,
    workMode,
    regionCode,
    pay: z
      .strictObject({ minFen: fen, maxFen: fen, unit: z.enum(['month', 'day', 'hour', 'piece', 'year']), negotiable: z.boolean() })
      .nullable(),
    age: ageRange.nullable(),
    education: educationLevel.nullable(),
    experienceYears: z.int().min(0).max(50).nullable(),
    occupationCode: occupationCode.nullable(),
    skills: z.array(z.strictObject({ code: skillCode, level: skillLevel, must: z.boolean() })).max(30),
    licences: z.array(licenceCode).max(10),
    demands: z
      .array(
        z.strictObject({
          icf: icfCode,
          tolerated: qualifier,
          essential: z.boolean(),
          source: z.enum(['stated', 'confirmed', 'occupation']),
        }),
      )
      .max(60),
    accommodations: z.array(accommodationCode).max(40),
    statementTypes: z.array(z.strictObject({ type: z.string().max(40), grades: z.array(z.int()).max(20) })).max(7),
  })
  .meta({ id: 'PostingFacts' })
export type PostingFacts = z.infer<typeof postingFacts>

export const jobseekerSkill = z.strictObject({ code: skillCode, level: skillLevel, evidence: z.enum(['declared', 'verified']) })
export const capability = z.strictObject({
  icf: icfCode,
  difficulty: qualifier.meta({ description: 'Difficulty with own aids, 0 none to 4 complete.', override: asInteger(0, 4) }),
  source: z.enum(['self', 'assessed', 'prior']),
})
export const experience = z.strictObject({ occupationCode, years: z.number().min(0).max(60) })
export const accommodationNeed = z.strictObject({ code: accommodationCode, required: z.boolean() })

export const commuteMaxKm = z.int().min(0).max(500).meta({ description: 'Farthest way to work, in kilometres.' })
export const commuteMaxMinutes = z.int().min(0).max(600).meta({ description: 'Longest way to work, in minutes one way.' })
export const commuteMode = z.enum(commuteModeCodes).meta({ id: 'CommuteMode', description: 'How the person gets to work.' })
export const commuteModes = z.array(commuteMode).min(1).max(5)

export const jobseekerFacts = z
  .strictObject({
    id,
    version,
    active: z.boolean(),
    consentsToMatching: z.boolean(),
    birthMonth: birthMonth.nullable(),
    sex: z.enum(['male', 'female']).nullable().meta({ description: 'Decides the legal working age and nothing else.' }),
    education: educationLevel.nullable(),
    regionCode: regionCode.nullable(),
    willingRegions: z.array(regionCode).max(50).nullable(),
    commuteMaxKm: commuteMaxKm.nullable(),
    // Events written before these two were known are still on their way.
    commuteMaxMinutes: commuteMaxMinutes.nullable().default(null),
    commuteModes: z.array(commuteMode).max(5).nullable().default(null),
    workModes: z.array(workMode).max(20).nullable(),
    employmentForms: z.array(employmentForm).max(20).nullable(),
    desiredOccupations: z.array(occupationCode).max(20).nullable(),
    payFloorFen: fen.nullable().meta({ description: 'Lowest pay a month, in fen.' }),
    skills: z.array(jobseekerSkill).max(60),
    licences: z.array(licenceCode).max(20).nullable(),
    experience: z.array(experience).max(30).nullable(),
    capabilities: z.array(capability).max(40),
    accommodationsNeeded: z.array(accommodationNeed).max(40).nullable(),
  })
  .meta({ id: 'JobseekerFacts' })
export type JobseekerFacts = z.infer<typeof jobseekerFacts>
