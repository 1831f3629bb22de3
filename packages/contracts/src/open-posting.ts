import { z } from 'zod'
import { employerKind } from './employer.ts'
import { posting } from './posting.ts'
import { occupationCode, workMode } from './posting-fields.ts'
import { cursor, id, limit, page, regionCode, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'

/** What of a posting is everybody's. */
const content = posting.pick({
  title: true,
  occupationCode: true,
  channel: true,
  employmentForm: true,
  workMode: true,
  regionCode: true,
  address: true,
  headcount: true,
  pay: true,
  hours: true,
  age: true,
  education: true,
  experienceYears: true,
  skills: true,
  licences: true,
  accommodations: true,
  benefits: true,
  description: true,
  requirementsText: true,
  opensAt: true,
  closesAt: true,
})

/** What a notice on a wall would say: nothing of how it came here, of findings in it, or of anybody who might fit. */
export const openPosting = z
  .strictObject({
    id,
    publishedAt: timestamp.meta({ description: 'For the first time; the list is in this order, the newest first.' }),
    employer: z.strictObject({ id, name: z.string(), kind: employerKind }).meta({ id: 'OpenPostingEmployer' }),
    ...content.shape,
  })
  .meta({ id: 'OpenPosting' })
export type OpenPosting = z.infer<typeof openPosting>

export const listOpenPostingsContract = defineRoute({
  method: 'GET',
  url: '/v1/postings/open',
  schema: {
    querystring: z.strictObject({
      regionCode: regionCode.optional().meta({ description: 'Where the work is: a region and all below it, GB/T 2260.' }),
      workMode: workMode.optional(),
      occupationCode: occupationCode.optional(),
      limit: limit.optional(),
      cursor: cursor.optional(),
    }),
    response: { 200: page(openPosting, 'OpenPostingPage') },
  },
  config: {
    operationId: 'listOpenPostings',
    tag: 'postings',
    summary: 'Everything that is open, the newest first, the same for everybody',
    description:
      'The list without automated decisions (个人信息保护法 24): ordered by publication alone, filtered by what the caller asks for and by nothing else. No fact about any person enters it, and every role of the market reads the same one.',
    scope: 'postings:read',
  },
})
