import { employmentForms } from '@zhihe/vocabulary/employment-form'
import { z } from 'zod'
import { commuteMaxKm, commuteMaxMinutes, commuteModes, postingFacts } from './facts.ts'
import { action } from './match.ts'
import {
  accommodationCode,
  employmentForm,
  icfCode,
  licenceCode,
  occupationCode,
  qualifier,
  skillCode,
  skillLevel,
  workMode,
} from './posting-fields.ts'
import { basisPoints, fen, id, regionCode, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'
import { scoreRequest } from './score.ts'

const isDevice = (code: string) => !code.startsWith('HS-')

const jobseekerChanges = z
  .strictObject({
    skills: z
      .array(z.strictObject({ code: skillCode, level: skillLevel }))
      .max(20)
      .meta({ description: 'Gained, or raised to this level.' }),
    licences: z.array(licenceCode).max(20).meta({ description: 'Gained.' }),
    aids: z
      .array(accommodationCode.refine(isDevice, { error: 'unknown_accommodation' }))
      .max(20)
      .meta({ description: 'Own devices (ISO 9999 classes): each lowers a known difficulty by its measured steps; the best one counts.' }),
    desiredOccupations: z.array(occupationCode).max(20),
    workModes: z.array(workMode).max(3),
    employmentForms: z.array(employmentForm).max(employmentForms.length),
    payFloorFen: fen.nullable(),
    willingRegions: z.array(regionCode).max(50),
    commuteMaxKm: commuteMaxKm.nullable(),
    commuteMaxMinutes: commuteMaxMinutes.nullable(),
    commuteModes: commuteModes.nullable(),
  })
  .partial()
  .meta({ id: 'JobseekerChanges', description: 'What a person might change; what is absent stays.' })

const { pay, age, education, experienceYears, headcount } = postingFacts.shape
const postingChanges = z
  .strictObject({
    accommodations: z.array(accommodationCode).max(40).meta({ description: 'Offered as well.' }),
    workMode,
    employmentForm,
    pay,
    age,
    education,
    experienceYears,
    headcount,
    demands: z
      .array(z.strictObject({ icf: icfCode, tolerated: qualifier.nullable() }))
      .max(60)
      .meta({ description: 'The greatest difficulty that would be tolerated; null: the demand is dropped.' }),
    skills: z
      .array(z.strictObject({ code: skillCode, level: skillLevel.nullable(), must: z.boolean() }))
      .max(30)
      .meta({ description: 'What would be asked instead; level null: the skill is not asked for.' }),
  })
  .partial()
  .meta({ id: 'PostingChanges', description: 'What an employer might change; what is absent stays.' })

export const whatIfRequest = z
  .discriminatedUnion('about', [
    z
      .strictObject({
        about: z.literal('jobseeker'),
        jobseekerId: id.optional(),
        jobseeker: scoreRequest.shape.jobseeker.optional().meta({ description: 'Facts of somebody who is not in the register.' }),
        changes: jobseekerChanges,
      })
      .refine((request) => (request.jobseekerId === undefined) !== (request.jobseeker === undefined), {
        path: ['jobseekerId'],
        error: 'one_of_id_or_facts',
      }),
    z
      .strictObject({
        about: z.literal('posting'),
        postingId: id.optional(),
        posting: scoreRequest.shape.posting.optional().meta({ description: 'Facts of a posting that is not published yet.' }),
        changes: postingChanges.default({}),
      })
      .refine((request) => (request.postingId === undefined) !== (request.posting === undefined), {
        path: ['postingId'],
        error: 'one_of_id_or_facts',
      }),
    z.strictObject({ about: z.literal('district'), regionCode, toggle: z.strictObject({ accommodation: accommodationCode }) }),
  ])
  .meta({ id: 'WhatIfRequest' })
export type WhatIfRequest = z.infer<typeof whatIfRequest>

const wholeNumber = z.int().min(0)
const postingCounts = z.strictObject({ eligible: wholeNumber, conditional: wholeNumber }).meta({ id: 'PostingCounts' })

const peopleCount = z
  .strictObject({
    count: wholeNumber.nullable().meta({ description: 'At least so many people; null when it may be fewer than five.' }),
    fewerThan: wholeNumber.meta({ description: 'Fewer people than this.' }),
  })
  .meta({ id: 'PeopleCount', description: 'A number of people in steps of five, so that no difference of two tells a number below five.' })
const peopleChange = z
  .strictObject({ direction: z.enum(['more', 'fewer', 'little']), people: peopleCount })
  .meta({ id: 'PeopleChange', description: 'little: by fewer than five people, in a direction that is not told.' })
const peopleCounts = z.strictObject({ eligible: peopleCount, conditional: peopleCount }).meta({ id: 'PeopleCounts' })
const peopleChanges = z.strictObject({ eligible: peopleChange, conditional: peopleChange }).meta({ id: 'PeopleChanges' })

const labelled = { zh: z.string(), en: z.string() }
const offerStep = z
  .strictObject({
    accommodation: accommodationCode,
    ...labelled,
    costBand: z.enum(['none', 'low', 'medium', 'high']).meta({ description: 'What it costs the employer.' }),
    gain: peopleCount.meta({ description: 'How many more become eligible by this step.' }),
  })
  .meta({ id: 'OfferStep' })
const asOf = timestamp.meta({ description: 'How fresh the facts are.' })

export const whatIfJobseeker = z
  .strictObject({
    about: z.literal('jobseeker'),
    before: postingCounts,
    after: postingCounts.meta({ description: 'With all changes together.' }),
    alone: z.array(z.strictObject({ field: z.string(), after: postingCounts })).meta({ description: 'With each change alone.' }),
    gained: z
      .array(
        z.strictObject({
          postingId: id,
          score: basisPoints,
          scoreBefore: basisPoints,
          lifted: z.array(action).meta({ description: 'What had stood in the way and does so no more.' }),
        }),
      )
      .max(5)
      .meta({ description: 'Postings she fits by the changes and did not fit without, the best first.' }),
    asOf,
  })
  .meta({ id: 'WhatIfJobseeker' })

export const whatIfPosting = z
  .strictObject({
    about: z.literal('posting'),
    postingId: id.nullable().meta({ description: 'Null for inline facts.' }),
    before: peopleCounts,
    after: peopleCounts.meta({ description: 'With all changes together.' }),
    change: peopleChanges,
    alone: z.array(z.strictObject({ field: z.string(), change: peopleChanges })).meta({ description: 'With each change alone.' }),
    excluded: z.array(z.strictObject({ rule: z.string(), ...labelled, people: peopleCount })).meta({
      description:
        'Whom the posting as it would be excludes, by the first rule that does; rules that exclude fewer than five are left out.',
    }),
    constraints: z
      .array(
        z.strictObject({
          constraint: z.enum(['demand', 'skill', 'licence', 'education', 'age', 'pay', 'place']),
          code: z.string().nullable().meta({ description: 'Which demand, skill or licence.' }),
          ...labelled,
          without: peopleChanges.meta({ description: 'What would change without this one, everything else staying as it would be.' }),
        }),
      )
      .meta({ description: 'What each demand, must skill, licence, limit, the pay and the place cost in people.' }),
    bestOffers: z
      .array(offerStep)
      .max(3)
      .meta({ description: 'The best set of accommodations to add to the posting as it would be, one step after the other.' }),
    nextQuestion: z
      .strictObject({
        question: action,
        asks: z.enum(['person', 'employer']),
        settles: peopleCount.meta({ description: 'For whom it is the only thing open.' }),
        concerns: peopleCount.meta({ description: 'For whom it is open.' }),
      })
      .nullable()
      .meta({ description: 'The unknown whose answers settle most undecided matches of the posting as it would be.' }),
    asOf,
  })
  .meta({ id: 'WhatIfPosting' })

export const whatIfDistrict = z
  .strictObject({
    about: z.literal('district'),
    regionCode,
    postings: wholeNumber.meta({ description: 'Open postings there.' }),
    toggle: z.strictObject({
      accommodation: accommodationCode,
      ...labelled,
      gain: peopleCount.meta({
        description: 'How many more matches would be eligible if every posting offered it; a person counts once per posting.',
      }),
      mostGained: z.array(z.strictObject({ postingId: id, gain: peopleCount })).max(5),
    }),
    bestOffers: z
      .array(offerStep)
      .max(3)
      .nullable()
      .meta({ description: 'The best set for all of them; null where there are too many postings to ask while you wait.' }),
    asOf,
  })
  .meta({ id: 'WhatIfDistrict' })

export const whatIfAnswer = z.discriminatedUnion('about', [whatIfJobseeker, whatIfPosting, whatIfDistrict]).meta({ id: 'WhatIf' })
export type WhatIfAnswer = z.infer<typeof whatIfAnswer>

export const whatIfContract = defineRoute({
  method: 'POST',
  url: '/v1/what-if',
  schema: { body: whatIfRequest, response: { 200: whatIfAnswer } },
  config: {
    operationId: 'whatIf',
    tag: 'what-if',
    summary: 'What would change if a person, a posting or a district did',
    description:
      'Nothing is stored. About a person: the federation and admins. About a posting: who may see its matches. About a district: the federation of the region and admins.',
    scope: 'score:run',
  },
})
