import { z } from 'zod'
import { posting, postingStatus } from './posting.ts'
import { cursor, id, idParams, limit, page, timestamp } from './primitives.ts'
import { problemError } from './problem.ts'
import { defineRoute } from './route.ts'

/** The largest file an import takes, in bytes. */
export const importFileLimit = 64 * 1024 * 1024

/** What files are taken, by media type; the content decides, the type only helps. */
export const importMediaTypes = [
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.ms-excel',
  'text/csv',
  'application/x-ndjson',
  'application/json',
  'application/ld+json',
  'application/octet-stream',
] as const

export const importStatuses = ['received', 'reading', 'needs_mapping', 'finished', 'failed'] as const
export const importStatus = z.enum(importStatuses).meta({
  id: 'ImportStatus',
  description:
    'needs_mapping: no column could be told to be the title; send the mapping. failed: the file itself cannot be read; see problem.',
})

const saying = { zh: z.string(), en: z.string() }

export const importProblem = z
  .strictObject({
    code: z.string().meta({ description: 'Stable code of what is wrong with the file.' }),
    sheet: z.string().nullable(),
    row: z.int().nullable().meta({ description: 'As the spreadsheet numbers it, from 1.' }),
    column: z.string().nullable().meta({ description: 'As the spreadsheet names it, from A.' }),
    ...saying,
  })
  .meta({ id: 'ImportProblem' })

export const importCounts = z
  .strictObject({
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    rejected: z.int().meta({ description: 'Rows that could not become a posting; each says why.' }),
    skipped: z.int().meta({ description: 'Rows of titles, totals and remarks.' }),
  })
  .meta({ id: 'ImportCounts' })

/** What is known when a file has been taken; it never changes, so a repeat of the request gets the same answer. */
const taken = {
  id,
  fairId: id,
  fileName: z.string().nullable(),
  bytes: z.int(),
  sha256: z.string().meta({ description: 'Of the file, in hexadecimal.' }),
  createdAt: timestamp,
}

export const importTaken = z.strictObject(taken).meta({ id: 'ImportTaken' })

export const importJob = z
  .strictObject({
    ...taken,
    status: importStatus,
    problem: importProblem.nullable(),
    rows: z.int().meta({ description: 'Rows met so far.' }),
    rowsTotal: z.int().nullable().meta({ description: 'Rows in the file; null until it has been looked through once.' }),
    counts: importCounts,
    run: z.int().meta({ description: 'Rises when a mapping starts it again.' }),
    startedAt: timestamp.nullable(),
    finishedAt: timestamp.nullable(),
  })
  .meta({ id: 'Import' })
export type ImportJob = z.infer<typeof importJob>

const field = z.string().max(40).meta({
  description:
    'What the column means: title, pay, requirements …; other: nobody knows, its words are kept in requirementsText; null: not read.',
})

export const mappedColumn = z
  .strictObject({
    index: z.int().min(0),
    column: z.string().meta({ description: 'As the spreadsheet names it, from A.' }),
    heading: z.string(),
    field: field.nullable(),
    confidence: z.int().min(0).max(100),
    by: z.enum(['heading', 'content', 'person', 'none']),
    samples: z.array(z.string()).meta({ description: 'The first cells of the column.' }),
  })
  .meta({ id: 'MappedColumn' })

export const importMapping = z
  .strictObject({
    sheets: z.array(
      z.strictObject({
        name: z.string(),
        read: z.boolean().meta({ description: 'Whether the rows of this sheet become postings.' }),
        notRead: z.enum(['hidden', 'not_a_table', 'no_headings', 'no_title', 'said']).optional().meta({
          description:
            'Why not: its owner has hidden it, it is a chart, no row heads columns, no column is the title, or you have said so.',
        }),
        headerRows: z.tuple([z.int(), z.int()]).nullable().meta({ description: 'First and last row of the headings, from 1.' }),
        columns: z.array(mappedColumn),
      }),
    ),
    fields: z.array(z.strictObject({ code: z.string(), ...saying })).meta({ description: 'Everything a column can mean.' }),
  })
  .meta({ id: 'ImportMapping' })
export type ImportMapping = z.infer<typeof importMapping>

export const newMapping = z
  .strictObject({
    sheets: z
      .array(
        z.strictObject({
          name: z.string().max(200).meta({ description: 'As the mapping names it; empty for a CSV.' }),
          read: z.boolean().optional(),
          headerRows: z
            .tuple([z.int().min(1).max(1_048_576), z.int().min(1).max(1_048_576)])
            .refine(([first, last]) => first <= last && last - first < 10, { error: 'not_allowed' })
            .optional()
            .meta({
              description: 'First and last row of the headings, from 1, at most ten; postings begin below. Absent: as they were found.',
            }),
          columns: z.array(z.strictObject({ index: z.int().min(0).max(16_383), field: field.nullable() })).max(500),
        }),
      )
      .min(1)
      .max(100),
  })
  .meta({ id: 'NewImportMapping' })

export const itemOutcome = z.enum(['created', 'updated', 'unchanged', 'rejected', 'skipped'])

export const importItem = z
  .strictObject({
    sheet: z.string(),
    row: z.int().meta({ description: 'As the spreadsheet numbers it, from 1.' }),
    outcome: itemOutcome,
    postingId: id.nullable(),
    externalId: z.string().nullable(),
    title: z.string().nullable(),
    status: postingStatus.nullable(),
    reasonCode: z.string().nullable(),
    questions: posting.shape.questions,
    findings: z.array(
      z.strictObject({ ruleId: z.string(), field: z.string(), severity: z.enum(['block', 'warn', 'ask']), quote: z.string(), ...saying }),
    ),
    errors: z.array(problemError),
    readings: z
      .array(
        z.strictObject({
          pointer: z.string().meta({ description: 'The field of the posting that was read.' }),
          column: z.string().meta({ description: 'The field of the row it was read from; other: a column that nobody knew.' }),
          start: z.int().nullable(),
          end: z.int().nullable(),
          assumed: z.boolean().meta({ description: 'From the occupation, not from words of this row.' }),
        }),
      )
      .meta({ description: 'Where each value came from, as UTF-16 units of the cell.' }),
  })
  .meta({ id: 'ImportItem' })
export type ImportItem = z.infer<typeof importItem>

export const importItemPage = page(importItem, 'ImportItemPage')

export const startImportContract = defineRoute({
  method: 'POST',
  url: '/v1/fairs/:id/imports',
  schema: {
    params: idParams,
    querystring: z.strictObject({
      fileName: z.string().min(1).max(200).optional().meta({ description: 'Shown in progress and used for the workbook you get back.' }),
    }),
    response: { 202: importTaken },
  },
  config: {
    operationId: 'startImport',
    tag: 'imports',
    summary: 'Import the postings of a file',
    description:
      'The body is the file: .xlsx, .xls, .csv (UTF-8 or GB18030), NDJSON, JSON or schema.org JobPosting as JSON-LD. It is answered as soon as the file is kept; follow it at /v1/imports/{id}. The same file under the same Idempotency-Key is one import.',
    scope: 'postings:write',
    idempotent: true,
    bodyLimit: importFileLimit,
    fileTypes: importMediaTypes,
    problems: ['payload_too_large', 'unsupported_media_type'],
  },
})

export const getImportContract = defineRoute({
  method: 'GET',
  url: '/v1/imports/:id',
  schema: { params: idParams, response: { 200: importJob } },
  config: { operationId: 'getImport', tag: 'imports', summary: 'How far an import has come', scope: 'postings:read' },
})

export const watchImportContract = defineRoute({
  method: 'GET',
  url: '/v1/imports/:id/events',
  schema: { params: idParams, response: { 200: z.unknown() } },
  config: {
    operationId: 'watchImport',
    tag: 'imports',
    summary: 'Watch an import',
    description:
      'Server-sent events: `progress` with the import whenever it has moved, `end` when it has finished, failed or waits for a mapping.',
    scope: 'postings:read',
    answerTypes: ['text/event-stream'],
  },
})

export const listImportItemsContract = defineRoute({
  method: 'GET',
  url: '/v1/imports/:id/items',
  schema: {
    params: idParams,
    querystring: z.strictObject({ outcome: itemOutcome.optional(), limit: limit.optional(), cursor: cursor.optional() }),
    response: { 200: importItemPage },
  },
  config: { operationId: 'listImportItems', tag: 'imports', summary: 'What became of each row', scope: 'postings:read' },
})

export const getImportMappingContract = defineRoute({
  method: 'GET',
  url: '/v1/imports/:id/mapping',
  schema: { params: idParams, response: { 200: importMapping } },
  config: { operationId: 'getImportMapping', tag: 'imports', summary: 'How the columns were understood', scope: 'postings:read' },
})

export const putImportMappingContract = defineRoute({
  method: 'PUT',
  url: '/v1/imports/:id/mapping',
  schema: { params: idParams, body: newMapping, response: { 202: importJob } },
  config: {
    operationId: 'putImportMapping',
    tag: 'imports',
    summary: 'Correct the columns and run the import again',
    description:
      'What you say of a column beats what was read; columns you do not name stay as they were understood, and a column to which you give null is not kept either. Each field has one column, but for those whose words add up. Rows that do not change stay unchanged.',
    scope: 'postings:write',
    problems: ['import_running'],
  },
})

export const getImportWorkbookContract = defineRoute({
  method: 'GET',
  url: '/v1/imports/:id/workbook',
  schema: { params: idParams, response: { 200: z.unknown() } },
  config: {
    operationId: 'getImportWorkbook',
    deadlineMs: 20_000,
    tag: 'imports',
    summary: 'Your own workbook back, with two more columns',
    description:
      'Status and explanation of each row stand behind the last column you use; everything else is as you sent it. CSV comes back as CSV.',
    scope: 'postings:read',
    answerTypes: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'text/csv'],
    problems: ['import_running', 'import_without_workbook'],
  },
})
