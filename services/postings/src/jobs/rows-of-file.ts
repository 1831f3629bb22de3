import { readHeading } from '@zhihe/intake/headings'
import { jobPostingRow } from '@zhihe/intake/job-posting-row'
import { rowOf } from '@zhihe/intake/map-columns'
import { isRowField, type PostingRow, type RowField } from '@zhihe/intake/row-field'
import { type Header, rowKind } from '@zhihe/sheets/find-header'
import type { RecordEvent, SheetEvent } from '@zhihe/sheets/sheet-event'
import type { SheetProblem } from '@zhihe/sheets/sheet-problem'
import type { SheetMapping } from './look-through.ts'

/** One row of the file, in its order. */
export type FileRow = { sheet: string; row: number } & (
  | { kind: 'row'; fields: PostingRow }
  /** A posting in the words of our own API. */
  | { kind: 'posting'; body: Readonly<Record<string, unknown>> }
  /** A total, a remark. */
  | { kind: 'remark'; text: string }
  | { kind: 'unreadable'; problem: SheetProblem }
)

/** The rows of the sheets that are read, as the columns were understood. */
export async function* rowsOfFile(events: AsyncIterable<SheetEvent>, sheets: readonly SheetMapping[]): AsyncGenerator<FileRow> {
  const fieldOf = createFieldOf()
  for await (const event of events) {
    if (event.kind === 'record') {
      yield recordOf(event, fieldOf)
      continue
    }
    if (event.kind !== 'row' && event.kind !== 'problem') continue
    const mapping = event.sheet === undefined ? undefined : sheets[event.sheet]
    const sheet = mapping?.name ?? ''
    const { row } = event
    if (event.kind === 'problem') {
      if (mapping?.read !== false) yield { kind: 'unreadable', sheet, row, problem: event.problem }
      continue
    }
    if (!mapping?.read || mapping.headerRows === null || row <= mapping.headerRows[1]) continue
    const header: Header = { rows: mapping.headerRows, columns: mapping.columns }
    if (rowKind(header, event.cells) === 'data') yield tableRow(event.cells, mapping, { sheet, row })
    else yield { kind: 'remark', sheet, row, text: event.cells.find((cell) => cell !== '') ?? '' }
  }
}

function tableRow(cells: readonly string[], { columns }: SheetMapping, place: { sheet: string; row: number }): FileRow {
  const known = columns.map((column) => ({ ...column, field: column.field !== null && isRowField(column.field) ? column.field : null }))
  const fields = rowOf(cells, known)
  const { rowNumber: _, ...said } = fields
  // 备注：以上岗位… under the table: one cell that is neither a title nor the employer's.
  const isRemark = Object.keys(said).length <= 1 && said.title === undefined
  return isRemark ? { kind: 'remark', ...place, text: Object.values(said)[0] ?? '' } : { kind: 'row', ...place, fields }
}

function recordOf({ row, shape, value }: RecordEvent, fieldOf: (key: string) => RowField | null): FileRow {
  if (shape === 'job_posting') return { kind: 'row', sheet: '', row, fields: jobPostingRow(value) ?? {} }
  if ('employerId' in value) return { kind: 'posting', sheet: '', row, body: value }
  const fields: Partial<Record<RowField, string>> = {}
  for (const [key, cell] of Object.entries(value)) {
    const field = fieldOf(key)
    if (field !== null && (typeof cell === 'string' || typeof cell === 'number')) fields[field] = String(cell)
  }
  return { kind: 'row', sheet: '', row, fields }
}

// Keys of records are few and come again in every one.
function createFieldOf(): (key: string) => RowField | null {
  const known = new Map<string, RowField | null>()
  return (key) => {
    const held = known.get(key)
    if (held !== undefined) return held
    const field = isRowField(key) ? key : (readHeading(key)?.field ?? null)
    if (known.size < 10_000) known.set(key, field)
    return field
  }
}
