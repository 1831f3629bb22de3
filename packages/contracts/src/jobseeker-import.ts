import { z } from 'zod'
import { cursor, id, idParams, limit, page, timestamp } from './primitives.ts'
import { defineRoute } from './route.ts'

/** The largest file of people, in bytes. */
export const peopleFileLimit = 64 * 1024 * 1024

/** What files of people are taken, by media type; the content decides, the type only helps. */
export const peopleMediaTypes = [
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.ms-excel',
  'text/csv',
  'application/x-ndjson',
  'application/octet-stream',
] as const

export const peopleImportStatuses = ['received', 'reading', 'needs_mapping', 'finished', 'failed'] as const

const saying = { zh: z.string(), en: z.string() }
const sheetNumber = z
  .int()
  .min(1)
  .max(1_000)
  .meta({ description: 'Which sheet of the workbook, from 1. Names of sheets are not kept: they may name people.' })
const rowNumber = z.int().meta({ description: 'As the spreadsheet numbers it, from 1; of NDJSON the line.' })

/** Purposes that an organisation may hold on paper for everybody in a file; disclosure names its employer person by person. */
export const consentsOfFile = ['matching', 'sensitive_data', 'follow_up'] as const

const purposesOfFile = z.string().regex(/^(matching|sensitive_data|follow_up)(,(matching|sensitive_data|follow_up)){0,2}$/)

export const startPeopleImportQuery = z.strictObject({
  consentPurposes: purposesOfFile.optional().meta({
    description:
      'Consents that you hold on paper of everybody in the file, separated by commas. Whoever says no in a column of the file is not counted among them.',
    examples: ['matching,sensitive_data'],
  }),
  consentTextVersion: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,40}$/)
    .optional()
    .meta({ description: 'Which text they signed.' }),
  consentAt: timestamp.optional().meta({ description: 'When they signed; percent-encode the + of the offset.' }),
})

const consentOfFile = z.strictObject({ purpose: z.enum(consentsOfFile), textVersion: z.string(), at: timestamp })
export type ConsentOfFile = z.infer<typeof consentOfFile>

/** What is known when a file has been taken; it never changes, so a repeat of the request gets the same answer. */
const taken = {
  id,
  bytes: z.int().meta({ description: 'Size of the file, in bytes.' }),
  consents: z.array(consentOfFile).max(3).meta({ description: 'Recorded for everybody in the file, under channel import.' }),
  createdAt: timestamp,
}

export const peopleImportTaken = z.strictObject(taken).meta({ id: 'PeopleImportTaken' })

export const peopleImport = z
  .strictObject({
    ...taken,
    status: z.enum(peopleImportStatuses).meta({
      description:
        'needs_mapping: no columns of a name and of a number could be told; send the mapping. failed: the file cannot be read; see problem.',
    }),
    problem: z
      .strictObject({
        code: z.string().meta({ description: 'Stable code of what is wrong with the file.' }),
        row: z.int().nullable(),
        column: z.string().nullable().meta({ description: 'As the spreadsheet names it, from A.' }),
        ...saying,
      })
      .nullable(),
    rows: z.int().meta({ description: 'Rows met so far.' }),
    rowsTotal: z.int().nullable().meta({ description: 'Rows in the file; null until it has been looked through once.' }),
    counts: z.strictObject({
      created: z.int(),
      updated: z.int(),
      unchanged: z.int(),
      refused: z.int().meta({ description: 'Rows of which nothing was kept; each says why.' }),
      skipped: z.int().meta({ description: 'Rows of totals and remarks.' }),
    }),
    run: z.int().meta({ description: 'Rises when a mapping starts it again.' }),
    startedAt: timestamp.nullable(),
    finishedAt: timestamp.nullable(),
    uploadKeptUntil: timestamp.nullable().meta({
      description: 'When the key of the sealed file is destroyed; null while it is being read, and when that has been done.',
    }),
  })
  .meta({ id: 'PeopleImport' })
export type PeopleImport = z.infer<typeof peopleImport>

export const peopleImportOutcome = z.enum(['created', 'updated', 'unchanged', 'refused', 'skipped'])

export const peopleImportFinding = z
  .strictObject({
    column: z
      .string()
      .nullable()
      .meta({ description: 'As the spreadsheet names it, from A; of NDJSON a JSON pointer; null: the row as a whole.' }),
    code: z.string().meta({ description: 'Stable code of the check. Never what was sent, and of a number never which digit.' }),
    refuses: z
      .boolean()
      .meta({ description: 'The row was refused for it; otherwise it was kept without this cell, or with it set right.' }),
    ...saying,
  })
  .meta({ id: 'PeopleImportFinding' })
export type PeopleImportFinding = z.infer<typeof peopleImportFinding>

export const peopleImportItem = z
  .strictObject({
    sheet: sheetNumber.nullable().meta({ description: 'Which sheet of the workbook, from 1; null where there is none.' }),
    row: rowNumber,
    outcome: peopleImportOutcome,
    jobseekerId: id.nullable().meta({ description: 'Null for a row that was refused or skipped, and for a person who has been erased.' }),
    findings: z.array(peopleImportFinding),
  })
  .meta({ id: 'PeopleImportItem' })
export type PeopleImportItem = z.infer<typeof peopleImportItem>

const field = z.string().max(40).meta({ description: 'What the column means, one of fields; null: not read.' })

export const peopleImportMapping = z
  .strictObject({
    sheets: z.array(
      z.strictObject({
        sheet: sheetNumber,
        read: z.boolean().meta({ description: 'Whether the rows of this sheet become people.' }),
        notRead: z.enum(['hidden', 'not_a_table', 'no_headings', 'missing_columns', 'said']).optional(),
        headerRows: z.tuple([z.int(), z.int()]).nullable().meta({ description: 'First and last row of the headings, from 1.' }),
        columns: z.array(
          z.strictObject({
            index: z.int().min(0),
            column: z.string().meta({ description: 'As the spreadsheet names it, from A.' }),
            heading: z.string(),
            field: field.nullable(),
            confidence: z.int().min(0).max(100),
            by: z.enum(['heading', 'content', 'person', 'none']),
            looksLike: z
              .enum(['id_number', 'certificate_number', 'phone', 'date', 'number', 'words', 'empty'])
              .meta({ description: 'What stands in most cells of the column. The cells themselves are not shown.' }),
          }),
        ),
      }),
    ),
    fields: z
      .array(z.strictObject({ code: z.string(), kept: z.boolean(), ...saying }))
      .meta({ description: 'Everything a column can mean; kept false: it is known and not taken into the register.' }),
  })
  .meta({ id: 'PeopleImportMapping' })
export type PeopleImportMapping = z.infer<typeof peopleImportMapping>

export const newPeopleImportMapping = z
  .strictObject({
    sheets: z
      .array(
        z.strictObject({
          sheet: sheetNumber,
          read: z.boolean().optional(),
          headerRows: z
            .tuple([z.int().min(1).max(1_048_576), z.int().min(1).max(1_048_576)])
            .refine(([first, last]) => first <= last && last - first < 10, { error: 'not_allowed' })
            .optional()
            .meta({ description: 'First and last row of the headings, from 1, at most ten. Absent: as they were found.' }),
          columns: z.array(z.strictObject({ index: z.int().min(0).max(16_383), field: field.nullable() })).max(500),
        }),
      )
      .min(1)
      .max(64),
  })
  .meta({ id: 'NewPeopleImportMapping' })

const common = { tag: 'jobseekers' } as const

export const startPeopleImportContract = defineRoute({
  method: 'POST',
  url: '/v1/jobseekers/imports',
  schema: { querystring: startPeopleImportQuery, response: { 202: peopleImportTaken } },
  config: {
    ...common,
    operationId: 'startPeopleImport',
    summary: 'Register and update the people of a file',
    description:
      'The body is the file: .xlsx, .xls, .csv (UTF-8 or GB18030), or NDJSON with one NewJobseeker a line. It is sealed as it arrives and answered as soon as it is kept; follow it at /v1/jobseekers/imports/{id}. A person is found again by her citizen number: what the file says of her is changed, what it leaves out stays. The same file under the same Idempotency-Key is one import. consentPurposes, consentTextVersion and consentAt are sent together or not at all.',
    scope: 'jobseekers:write',
    idempotent: true,
    bodyLimit: peopleFileLimit,
    fileTypes: peopleMediaTypes,
    problems: ['payload_too_large', 'unsupported_media_type'],
  },
})

export const getPeopleImportContract = defineRoute({
  method: 'GET',
  url: '/v1/jobseekers/imports/:id',
  schema: { params: idParams, response: { 200: peopleImport } },
  config: { ...common, operationId: 'getPeopleImport', summary: 'How far an import of people has come', scope: 'jobseekers:read' },
})

export const watchPeopleImportContract = defineRoute({
  method: 'GET',
  url: '/v1/jobseekers/imports/:id/events',
  schema: { params: idParams, response: { 200: z.unknown() } },
  config: {
    ...common,
    operationId: 'watchPeopleImport',
    summary: 'Watch an import of people',
    description:
      'Server-sent events: `progress` with the import whenever it has moved, `end` when it has finished, failed or waits for a mapping.',
    scope: 'jobseekers:read',
    answerTypes: ['text/event-stream'],
  },
})

export const listPeopleImportItemsContract = defineRoute({
  method: 'GET',
  url: '/v1/jobseekers/imports/:id/items',
  schema: {
    params: idParams,
    querystring: z.strictObject({ outcome: peopleImportOutcome.optional(), limit: limit.optional(), cursor: cursor.optional() }),
    response: { 200: page(peopleImportItem, 'PeopleImportItemPage') },
  },
  config: { ...common, operationId: 'listPeopleImportItems', summary: 'What became of each row of people', scope: 'jobseekers:read' },
})

export const getPeopleImportMappingContract = defineRoute({
  method: 'GET',
  url: '/v1/jobseekers/imports/:id/mapping',
  schema: { params: idParams, response: { 200: peopleImportMapping } },
  config: {
    ...common,
    operationId: 'getPeopleImportMapping',
    summary: 'How the columns of people were understood',
    scope: 'jobseekers:read',
  },
})

export const putPeopleImportMappingContract = defineRoute({
  method: 'PUT',
  url: '/v1/jobseekers/imports/:id/mapping',
  schema: { params: idParams, body: newPeopleImportMapping, response: { 202: peopleImport } },
  config: {
    ...common,
    operationId: 'putPeopleImportMapping',
    summary: 'Correct the columns of people and run the import again',
    description:
      'What you say of a column beats what was read; columns you do not name stay as they were understood. People who do not change stay unchanged. Possible as long as the sealed file is kept.',
    scope: 'jobseekers:write',
    problems: ['import_running'],
  },
})

export const getPeopleImportWorkbookContract = defineRoute({
  method: 'GET',
  url: '/v1/jobseekers/imports/:id/workbook',
  schema: { params: idParams, response: { 200: z.unknown() } },
  config: {
    ...common,
    operationId: 'getPeopleImportWorkbook',
    deadlineMs: 20_000,
    summary: 'Your own workbook of people back, with two more columns',
    description:
      'Status and explanation of each row stand behind the last column you use. It holds identities as you sent them: it is made when it is asked for, kept nowhere, and audited. Answered until uploadKeptUntil; CSV comes back as CSV.',
    scope: 'jobseekers:read',
    answerTypes: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'text/csv'],
    problems: ['import_running', 'import_without_workbook'],
  },
})
