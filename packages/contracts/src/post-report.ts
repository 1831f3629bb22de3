import { z } from 'zod'
import { attendance, year } from './attendance.ts'
import { employer } from './employer.ts'
import { postingStatus } from './posting.ts'
import { channel, employmentForm } from './posting-fields.ts'
import { cursor, id, idParams, queryInt, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'

const count = z.int().min(0)

export const reportedPost = z
  .strictObject({
    postingId: id,
    source: z.string(),
    externalId: z.string(),
    title: z.string(),
    occupationCode: z.string().nullable(),
    channel,
    targeted: z.boolean().meta({ description: 'Offered to people with disabilities only (定向).' }),
    employmentForm,
    regionCode: z.string().nullable(),
    fairId: id.nullable(),
    headcount: z.int().nullable().meta({ description: 'Vacancies; null where the posting does not say.' }),
    status: postingStatus,
    reasonCode: z.string(),
    canonicalId: id
      .nullable()
      .meta({ description: 'Of a copy (merged): the posting it stands behind. Copies are listed and not counted.' }),
    receivedAt: timestamp,
    publishedAt: timestamp.nullable().meta({ description: 'When it was published first; null when it never was.' }),
    closesAt: timestamp.nullable().meta({ description: 'Until when one can apply.' }),
    closedAt: timestamp.nullable().meta({ description: 'When it was closed; null while it is not.' }),
  })
  .meta({ id: 'ReportedPost' })
export type ReportedPost = z.infer<typeof reportedPost>

const tally = z.strictObject({ postings: count, headcount: count })

export const postReportTotals = z
  .strictObject({
    all: tally,
    targeted: tally.meta({ description: 'Of all: the targeted ones.' }),
    published: tally.meta({ description: 'Of all: those that were published at some time.' }),
    open: tally.meta({ description: 'Of all: those published now.' }),
    withoutHeadcount: count.meta({ description: 'Postings that do not state their headcount; they count as 0 above.' }),
    copies: count.meta({ description: 'Postings that stand behind another; not counted above.' }),
    fairs: count.meta({ description: 'Fairs attended in the year.' }),
  })
  .meta({ id: 'PostReportTotals' })
export type PostReportTotals = z.infer<typeof postReportTotals>

const { uscc, name, kind, regionCode, verification } = employer.shape

export const postReport = z
  .strictObject({
    employerId: id,
    uscc,
    name,
    kind,
    regionCode,
    verification,
    year: z.int(),
    asOf: timestamp,
    totals: postReportTotals.meta({ description: 'Over every page.' }),
    attendances: z.array(attendance).meta({ description: 'Every attendance of the year, earliest first.' }),
    items: z.array(reportedPost).meta({ description: 'Postings received in the year or published at some time in it, oldest first.' }),
    nextCursor: z.string().nullable().meta({ description: 'Send as cursor for the next page of items; null when this is the last.' }),
  })
  .meta({ id: 'PostReport' })
export type PostReport = z.infer<typeof postReport>

export const getPostReportContract = defineRoute({
  method: 'GET',
  url: '/v1/employers/:id/post-report',
  schema: {
    params: idParams,
    querystring: z.strictObject({
      year: year.optional().meta({ description: 'Calendar year in China; this year when not given.' }),
      format: z.enum(['json', 'csv']).optional().meta({ description: 'As CSV: every posting of the year, also by Accept: text/csv.' }),
      limit: queryInt({ min: 1, max: 1_000, description: 'How many postings at most; 200 when not given. CSV has them all.' }).optional(),
      cursor: cursor.optional(),
    }),
    response: { 200: postReport },
  },
  config: {
    operationId: 'getPostReport',
    deadlineMs: 20_000,
    tag: 'employers',
    summary: 'The post report of a state enterprise',
    description:
      'What it offered in a year (国有企业残疾人就业岗位报送): postings with their channel and dates, totals, fairs attended, verification.',
    scope: 'employers:read',
    answerTypes: ['application/json', 'text/csv'],
  },
})
