import { isAccommodationCode } from '@zhihe/vocabulary/accommodation'
import { channels } from '@zhihe/vocabulary/channel'
import { educationLevels } from '@zhihe/vocabulary/education'
import { employmentForms } from '@zhihe/vocabulary/employment-form'
import { type IcfCode, isIcfCode } from '@zhihe/vocabulary/icf'
import { isLicenceCode } from '@zhihe/vocabulary/licence'
import { isOccupationCode } from '@zhihe/vocabulary/occupation'
import { isSkillCode } from '@zhihe/vocabulary/skill'
import { workModes } from '@zhihe/vocabulary/work-mode'
import { z } from 'zod'
import { asInteger, codeEnum, fen, longestCode, text } from './primitives.ts'

export const channel = codeEnum(channels).meta({
  id: 'PostingChannel',
  description: 'How the posting is offered: targeted 定向, public_welfare 公益性岗位, auxiliary 辅助性 …',
})
export const employmentForm = codeEnum(employmentForms).meta({ id: 'EmploymentForm' })
export const workMode = codeEnum(workModes).meta({ id: 'WorkMode' })
export const educationLevel = codeEnum(educationLevels).meta({
  id: 'EducationLevel',
  description: 'GB/T 4658, lowest level that is enough.',
})
export const disabilityTypes = ['visual', 'hearing', 'speech', 'physical', 'intellectual', 'mental', 'multiple'] as const

export const occupationCode = z
  .string()
  .max(longestCode)
  .refine(isOccupationCode, { error: 'unknown_occupation' })
  .meta({ description: 'Code of 职业分类大典 2022 or ours.', examples: ['4-07-03-01'] })
export const skillCode = z
  .string()
  .max(longestCode)
  .refine(isSkillCode, { error: 'unknown_skill' })
  .meta({ description: 'Code of our skill table.' })
export const licenceCode = z
  .string()
  .max(longestCode)
  .refine(isLicenceCode, { error: 'unknown_licence' })
  .meta({ description: 'Code of our licence table.' })
export const accommodationCode = z
  .string()
  .max(longestCode)
  .refine(isAccommodationCode, { error: 'unknown_accommodation' })
  .meta({ description: 'ISO 9999 class or HS-* code of the accommodation table.', examples: ['HS-01'] })
export const icfCode = z
  .string()
  .max(longestCode)
  .refine((value): value is IcfCode => isIcfCode(value), { error: 'unknown_icf' })
  .meta({ description: 'ICF code of an activity or function.', examples: ['d440'] })

export const qualifier = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).meta({
  description: 'ICF qualifier: 0 none, 1 mild, 2 moderate, 3 severe, 4 complete difficulty.',
  override: asInteger(0, 4),
})
export const skillLevel = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]).meta({
  description: '1 beginner … 5 expert.',
  override: asInteger(1, 5),
})

export const pay = z
  .strictObject({
    minFen: fen.nullable().meta({ description: 'Lowest pay for one unit, in fen; null when not stated.' }),
    maxFen: fen.nullable().meta({ description: 'Highest pay for one unit, in fen; null when not stated.' }),
    unit: z.enum(['month', 'day', 'hour', 'piece', 'year']),
    negotiable: z.boolean().meta({ description: 'The employer will talk about it (面议).' }),
  })
  .refine((value) => value.minFen === null || value.maxFen === null || value.minFen <= value.maxFen, {
    path: ['maxFen'],
    error: 'below_minimum',
  })
  .meta({ id: 'Pay', description: 'Basic pay before tax, in fen for one unit.' })

export const ageRange = z
  .strictObject({
    min: z.int().min(14).max(99).nullable(),
    max: z.int().min(14).max(99).nullable(),
  })
  .refine((value) => value.min === null || value.max === null || value.min <= value.max, { path: ['max'], error: 'below_minimum' })
  .meta({ id: 'AgeRange', description: 'Whole years; null on a side that is open.' })

export const postingSkill = z
  .strictObject({
    code: skillCode.optional(),
    text: text(60).optional().meta({ description: 'The wording, where no code fits; kept, not scored.' }),
    level: skillLevel,
    must: z.boolean().meta({ description: 'Without it the work cannot be done.' }),
  })
  .refine((skill) => (skill.code === undefined) !== (skill.text === undefined), { path: ['code'], error: 'code_or_text' })
  .meta({ id: 'PostingSkill', description: 'A skill the work needs: a code, or a text where no code fits.' })

export const demand = z
  .strictObject({
    icf: icfCode,
    tolerated: qualifier.meta({
      description: 'The greatest difficulty at which the work still goes; 0 is the strictest.',
      override: asInteger(0, 4),
    }),
    essential: z.boolean(),
    source: z
      .enum(['stated', 'confirmed', 'occupation'])
      .meta({ description: 'Who says so; occupation is an assumption and never excludes anybody.' }),
    reason: text(200).optional(),
  })
  .meta({ id: 'Demand', description: 'What the work asks of a person, by function.' })

export const employerStatement = z
  .strictObject({
    text: text(500).meta({ description: 'The words of the employer, kept for review.' }),
    types: z
      .array(z.strictObject({ type: z.enum(disabilityTypes), grades: z.array(z.int().min(1).max(4)).max(4) }))
      .max(7)
      .meta({ description: 'How the words were read; never a filter.' }),
  })
  .meta({
    id: 'EmployerStatement',
    description: 'What the employer says about types and grades: a statement to review with the employer, never a reason to exclude.',
  })

export const hours = z
  .strictObject({
    perDay: z.number().min(0.5).max(24).nullable(),
    daysPerWeek: z.number().min(0.5).max(7).nullable(),
    shifts: z.boolean().nullable().meta({ description: 'Work in shifts or at night.' }),
    note: text(200).nullable(),
  })
  .meta({ id: 'Hours' })
