import { columnName } from '@zhihe/sheets/cell-name'
import { findHeader, type Header, headerAt } from '@zhihe/sheets/find-header'
import type { RowEvent, SheetEvent, SheetFormat } from '@zhihe/sheets/sheet-event'
import { canBePeople, isPersonHeading, isValue, mapPersonColumns } from '../domain/people-columns.ts'
import type { SaidOfSheet, SheetMapping } from '../domain/people-import.ts'

export interface LookedThrough {
  sheets: SheetMapping[]
  /** Rows below headings, and records. */
  rows: number
  isTable: boolean
  format: SheetFormat
}

const rowsLookedAt = 60

interface Sheet {
  skipped: 'hidden' | 'not_a_table' | undefined
  head: RowEvent[]
  rows: number
}

/** The first walk through a file: where each sheet has its headings, what its columns mean, and how many rows there are. No cell is kept. */
export async function lookThrough(events: AsyncIterable<SheetEvent>, said: readonly SaidOfSheet[]): Promise<LookedThrough> {
  const sheets: Sheet[] = []
  let records = 0
  let format: SheetFormat = 'csv'
  for await (const event of events) {
    if (event.kind === 'file') ({ format } = event)
    if (event.kind === 'sheet') sheets[event.sheet] = { skipped: event.skipped, head: [], rows: 0 }
    if (event.kind === 'record') records += 1
    if (event.kind === 'problem' && event.sheet === undefined) records += 1
    if (event.kind !== 'row' && (event.kind !== 'problem' || event.sheet === undefined)) continue
    const sheet = (sheets[event.sheet ?? 0] ??= { skipped: undefined, head: [], rows: 0 })
    sheet.rows += 1
    if (event.kind === 'row' && sheet.head.length < rowsLookedAt) sheet.head.push(event)
  }
  const mapped = sheets.map((sheet, at) =>
    mapSheet(
      { ...sheet, number: at + 1 },
      said.find((one) => one.sheet === at + 1),
    ),
  )
  const rows = sheets.reduce((sum, sheet, at) => sum + (mapped[at]?.read ? rowsBelow(sheet, mapped[at]) : 0), records)
  return { sheets: mapped, rows, isTable: sheets.length > 0, format }
}

function mapSheet({ number: sheet, skipped, head }: Sheet & { number: number }, said: SaidOfSheet | undefined): SheetMapping {
  const header =
    said?.headerRows === undefined ? (findHeader(head, isPersonHeading) ?? firstWideRow(head)) : headerAt(head, said.headerRows)
  if (skipped !== undefined || header === null) {
    return { sheet, read: false, notRead: skipped ?? 'no_headings', headerRows: null, columns: [] }
  }
  const below = head.filter(({ row }) => row > header.rows[1])
  const columns = mapPersonColumns(
    withUnheaded(header, below).map(({ index, heading }) => ({
      index,
      heading,
      samples: below.flatMap(({ cells }) => (cells[index] ? [cells[index]] : [])),
    })),
    new Map((said?.columns ?? []).map(({ index, field }) => [index, field])),
  )
  const notRead = said?.read === false ? 'said' : canBePeople(columns) ? undefined : 'missing_columns'
  return {
    sheet,
    read: notRead === undefined,
    ...(notRead !== undefined && { notRead }),
    headerRows: [...header.rows],
    columns: columns.map((column) => ({ ...column, column: columnName(column.index) })),
  }
}

// A column that nobody has headed may hold the numbers all the same.
function withUnheaded({ columns }: Header, below: readonly RowEvent[]): { index: number; heading: string }[] {
  const headed = new Set(columns.map(({ index }) => index))
  const width = below.reduce((most, { cells }) => Math.max(most, cells.length), 0)
  const unheaded = Array.from({ length: width }, (_, index) => ({ index, heading: '' })).filter(
    ({ index }) => !headed.has(index) && below.some(({ cells }) => (cells[index] ?? '').trim() !== ''),
  )
  return [...columns, ...unheaded]
}

// Where no heading is known the sender says what the columns are, by the first row of several cells: unless it is a person.
function firstWideRow(head: readonly RowEvent[]): Header | null {
  const wide = head.find(({ cells }) => cells.filter((cell) => cell.trim() !== '').length >= 2)
  if (wide === undefined || wide.cells.some(isValue)) return null
  return { rows: [wide.row, wide.row], columns: wide.cells.map((heading, index) => ({ index, heading })) }
}

function rowsBelow({ head, rows }: Sheet, { headerRows }: SheetMapping): number {
  const above = headerRows === null ? 0 : head.filter(({ row }) => row <= headerRows[1]).length
  return rows - above
}
