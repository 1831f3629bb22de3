import { disabilityGrades, disabilityTypes } from '@zhihe/vocabulary/certificate'
import { z } from 'zod'
import { basisPoints, codeEnum, queryInt, regionCode, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'

/** The smallest group that is ever shown. */
export const smallestGroup = 10

export const regionLevels = ['province', 'prefecture', 'county'] as const

const counts = {
  people: z.int().min(smallestGroup).meta({ description: 'Active people who consent to matching.' }),
  recommended: z.int().min(0).meta({ description: 'Of them: people who stand on at least one published list now.' }),
  recommendationsPer100: z
    .number()
    .min(0)
    .meta({ description: 'Places on published lists for every 100 people, to one decimal.', examples: [213.4] }),
  firstPlaceShare: basisPoints.meta({ description: 'Share of all first places of this answer, in basis points.' }),
  parity: z
    .number()
    .min(0)
    .nullable()
    .meta({ description: 'recommendationsPer100 of the group by that of all, to two decimals: 1 is parity. null: nobody is recommended.' }),
}

export const exposureCounts = z.strictObject(counts).meta({ id: 'ExposureCounts' })

export const exposureGroup = z
  .strictObject({
    type: codeEnum(disabilityTypes).nullable().meta({ description: 'Disability type (GB/T 26341); null: no certificate.' }),
    grade: z
      .literal(disabilityGrades.map(({ grade }) => grade))
      .nullable()
      .meta({ description: 'Grade 1 (most severe) to 4; null: no certificate.' }),
    sex: z.enum(['male', 'female']).nullable().meta({ description: 'null: nobody said.' }),
    regionCode: regionCode.nullable().meta({ description: 'Where they live, with all below it; null: everywhere.' }),
    ...counts,
    attention: z.boolean().meta({ description: 'Parity below 0.8 (the four-fifths rule of thumb): a reason to look, not a verdict.' }),
  })
  .meta({ id: 'ExposureGroup' })
export type ExposureGroup = z.infer<typeof exposureGroup>

export const exposureAudit = z
  .strictObject({
    asOf: timestamp.meta({ description: 'The people and their places were counted at this time; at most a minute ago.' }),
    regionCode: regionCode.nullable().meta({ description: 'What was asked about; null: every region of the key.' }),
    level: z.enum(['all', ...regionLevels]).meta({ description: 'How finely regions are told apart; all: not at all.' }),
    minGroup: z.int().min(smallestGroup),
    all: exposureCounts
      .nullable()
      .meta({ description: 'Every group that can be counted in this region without giving away a smaller one; null: too few people.' }),
    groups: z.array(exposureGroup).meta({ description: 'Least exposed first.' }),
    other: exposureCounts.nullable().meta({ description: 'All that is counted and in no group, together.' }),
  })
  .meta({ id: 'ExposureAudit' })
export type ExposureAudit = z.infer<typeof exposureAudit>

export const exposureQuery = z.strictObject({
  regionCode: regionCode.optional().meta({ description: 'A region of the key, with all below it; absent: all of the key.' }),
  level: z
    .enum(regionLevels)
    .optional()
    .meta({ description: 'Tell regions apart down to this level; absent: the region asked about is one.' }),
  minGroup: queryInt({
    min: smallestGroup,
    max: 100_000,
    description: 'Smallest group to show; 10 when not given, and never less.',
  }).optional(),
})

export const auditExposureContract = defineRoute({
  method: 'GET',
  url: '/v1/audit/exposure',
  schema: { querystring: exposureQuery, response: { 200: exposureAudit } },
  config: {
    operationId: 'auditExposure',
    deadlineMs: 20_000,
    tag: 'audit',
    summary: 'Who is recommended how often, by type, grade, sex and region',
    description:
      'Matching never sees type or grade, so this is counted where identity is kept. Groups under 10 are never shown and cannot be worked out from any ' +
      'number of answers: every figure is a sum over fixed parts of at least 10 people. The figures say who is seen, not why.',
    scope: 'jobseekers:read',
  },
})
