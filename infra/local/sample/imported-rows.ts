import { Readable } from 'node:stream'
import { type DraftContent, type DraftContext, draftPosting } from '@zhihe/intake/draft-posting'
import { isHeading } from '@zhihe/intake/headings'
import { mapColumns, rowOf } from '@zhihe/intake/map-columns'
import { type EmployerReading, readEmployerRow } from '@zhihe/intake/read-employer-row'
import type { PostingRow, RowField } from '@zhihe/intake/row-field'
import { findHeader, rowKind } from '@zhihe/sheets/find-header'
import { openSheets } from '@zhihe/sheets/open-sheets'
import { sheetNames } from './columns.ts'

/** A row of the sample as the importer understands it. For tests: the product does the same, row by row, in the postings worker. */
export interface ImportedRow {
  row: number
  fields: PostingRow
  employer: EmployerReading
  content: DraftContent
}

export async function importedRows(file: Uint8Array, context: DraftContext): Promise<ImportedRow[]> {
  const told = await rowsOf(file)
  const header = findHeader(told, isHeading)
  if (header === null) throw new Error(`the sheet ${sheetNames.postings} has no headings`)
  const below = told.filter(({ row }) => row > header.rows[1])
  const known = mapColumns(
    header.columns.map((column) => ({ ...column, samples: below.flatMap(({ cells }) => cells[column.index] || []) })),
  )
  return below
    .filter(({ cells }) => rowKind(header, cells) === 'data')
    .map(({ row, cells }) => {
      const fields = rowOf(cells, known)
      return { row, fields, employer: readEmployerRow(fields), content: draftPosting(fields, context).content }
    })
}

async function rowsOf(file: Uint8Array): Promise<{ row: number; cells: readonly string[] }[]> {
  const rows: { row: number; cells: readonly string[] }[] = []
  let sheet = ''
  for await (const event of openSheets(Readable.from([file]))) {
    if (event.kind === 'sheet') sheet = event.name
    if (event.kind === 'row' && sheet === sheetNames.postings) rows.push(event)
  }
  return rows
}

/** Where the value of a column stands once it is read. */
const readAs: { readonly [Field in RowField]?: keyof DraftContent } = {
  title: 'title',
  category: 'occupationCode',
  headcount: 'headcount',
  pay: 'pay',
  age: 'age',
  education: 'education',
  experience: 'experienceYears',
  disability: 'employerStatement',
  address: 'regionCode',
  hours: 'hours',
  duties: 'description',
  requirements: 'requirementsText',
  skills: 'skills',
  licences: 'licences',
  benefits: 'benefits',
  accommodations: 'accommodations',
  employmentForm: 'employmentForm',
  workMode: 'workMode',
  channel: 'channel',
  closesAt: 'closesAt',
}

/** Whether a cell became a value, and not only words. */
export function isRead({ content, employer }: ImportedRow, field: RowField): boolean {
  const key = readAs[field]
  if (key !== undefined) return content[key] !== undefined
  return field === 'externalId' || employer.uscc !== null
}

/** Columns in which a part may stay unread beside one that is read. */
const lists = ['skills', 'licences', 'accommodations', 'benefits'] as const

/** Words that are neither read nor kept: there ought to be none. */
export function lostWords(imported: ImportedRow): string[] {
  const { row, fields, content } = imported
  const kept = [content.requirementsText, content.description, content.employerStatement?.text].join('\n')
  const unread = (Object.keys(fields) as RowField[]).filter((field) => !isRead(imported, field)).map((field) => fields[field] ?? '')
  const parts = lists.flatMap((field) => (fields[field] ?? '').split('、'))
  return [...unread, ...parts].filter((words) => words !== '' && !kept.includes(words)).map((words) => `row ${row}: ${words}`)
}
