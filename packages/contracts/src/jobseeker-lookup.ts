import { z } from 'zod'
import { identity } from './identity.ts'
import { jobseeker } from './jobseeker.ts'
import { defineRoute } from './route.ts'

export const jobseekerLookup = z
  .strictObject({
    idNumber: identity.shape.idNumber,
    certificateNumber: identity.shape.certificateNumber.meta({
      description: 'Any card she has had; the B-suffix of a re-issue makes no difference.',
    }),
    phone: identity.shape.phone.optional().meta({ description: 'Mobile or landline; several people may share one.' }),
  })
  .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, { error: 'exactly_one' })
  .meta({ id: 'JobseekerLookup', description: 'Exactly one of the three.' })
export type JobseekerLookup = z.infer<typeof jobseekerLookup>

export const jobseekersFound = z
  .strictObject({ items: z.array(jobseeker).min(1).max(20).meta({ description: 'Registered first comes first; by a number it is one.' }) })
  .meta({ id: 'JobseekersFound' })

export const lookUpJobseekerContract = defineRoute({
  method: 'POST',
  url: '/v1/jobseekers/lookup',
  schema: { body: jobseekerLookup, response: { 200: jobseekersFound } },
  config: {
    tag: 'jobseekers',
    operationId: 'lookUpJobseeker',
    summary: 'Find a jobseeker by citizen number, certificate number or telephone',
    description:
      'A POST, so that no number stands in an address. Whoever lies outside of the region of the key is not found. Every person found is noted in the audit.',
    scope: 'jobseekers:read',
  },
})
