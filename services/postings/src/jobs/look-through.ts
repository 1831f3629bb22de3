import type { ImportMapping } from '@zhihe/contracts/import'
import { isHeading } from '@zhihe/intake/headings'
import { type Column, mapColumns } from '@zhihe/intake/map-columns'
import { columnName } from '@zhihe/sheets/cell-name'
import { findHeader, type Header, type HeaderColumn, headerAt } from '@zhihe/sheets/find-header'
import type { RowEvent, SheetEvent } from '@zhihe/sheets/sheet-event'
import type { SaidOfSheet } from '../domain/import.ts'
import { cutText } from '../domain/whole-text.ts'

export type SheetMapping = ImportMapping['sheets'][number]

export interface LookedThrough {
  sheets: SheetMapping[]
  /** Rows below headings, and records. */
  rows: number
  isTable: boolean
}

const rowsLookedAt = 60
const samplesShown = 3
const shownLength = 60

interface Sheet {
  name: string
  skipped: 'hidden' | 'not_a_table' | undefined
  head: RowEvent[]
  rows: number
}

/** The first walk through a file: where each sheet has its headings, what its columns mean, and how many rows there are. */
export async function lookThrough(events: AsyncIterable<SheetEvent>, said: readonly SaidOfSheet[]): Promise<LookedThrough> {
  const sheets: Sheet[] = []
  let records = 0
  for await (const event of events) {
    if (event.kind === 'sheet') sheets[event.sheet] = { name: event.name, skipped: event.skipped, head: [], rows: 0 }
    if (event.kind === 'record') records += 1
    if (event.kind !== 'row') continue
    const sheet = (sheets[event.sheet] ??= { name: '', skipped: undefined, head: [], rows: 0 })
    sheet.rows += 1
    if (sheet.head.length < rowsLookedAt) sheet.head.push(event)
  }
  const mapped = sheets.map((sheet) =>
    mapSheet(
      sheet,
      said.find(({ name }) => name === sheet.name),
    ),
  )
  const rows = sheets.reduce((sum, sheet, at) => sum + (mapped[at]?.read ? rowsBelow(sheet, mapped[at]) : 0), records)
  return { sheets: mapped, rows, isTable: sheets.length > 0 }
}

function mapSheet({ name, skipped, head }: Sheet, said: SaidOfSheet | undefined): SheetMapping {
  const header = said?.headerRows === undefined ? (findHeader(head, isHeading) ?? firstWideRow(head)) : headerAt(head, said.headerRows)
  if (skipped !== undefined || header === null)
    return { name, read: false, notRead: skipped ?? 'no_headings', headerRows: null, columns: [] }
  const below = head.filter(({ row }) => row > header.rows[1])
  const columns: Column[] = [...header.columns, ...columnsWithout(header, below)].map(({ index, heading }) => ({
    index,
    heading,
    samples: below.flatMap(({ cells }) => (cells[index] ? [cells[index]] : [])),
  }))
  const mapped = mapColumns(columns, new Map((said?.columns ?? []).map(({ index, field }) => [index, field])))
  const notRead = said?.read === false ? 'said' : mapped.some(({ field }) => field === 'title') ? undefined : 'no_title'
  return {
    name,
    read: notRead === undefined,
    ...(notRead !== undefined && { notRead }),
    headerRows: [...header.rows],
    columns: mapped.map((column, at) => ({
      ...column,
      column: columnName(column.index),
      samples: (columns[at]?.samples ?? []).slice(0, samplesShown).map((sample) => cutText(sample, shownLength)),
    })),
  }
}

// A column that nobody has headed may say something all the same.
function columnsWithout({ columns }: Header, below: readonly RowEvent[]): HeaderColumn[] {
  const headed = new Set(columns.map(({ index }) => index))
  const width = below.reduce((most, { cells }) => Math.max(most, cells.length), 0)
  return Array.from({ length: width }, (_, index) => ({ index, heading: '' })).filter(
    ({ index }) => !headed.has(index) && below.some(({ cells }) => (cells[index] ?? '').trim() !== ''),
  )
}

// Where no heading is known the organiser will say what the columns are: the first row of several cells is shown to her as headings.
function firstWideRow(head: readonly RowEvent[]): Header | null {
  const wide = head.find(({ cells }) => cells.filter((cell) => cell.trim() !== '').length >= 2)
  if (wide === undefined) return null
  return { rows: [wide.row, wide.row], columns: wide.cells.map((heading, index) => ({ index, heading })) }
}

function rowsBelow({ head, rows }: Sheet, { headerRows }: SheetMapping): number {
  const above = headerRows === null ? 0 : head.filter(({ row }) => row <= headerRows[1]).length
  return rows - above
}
