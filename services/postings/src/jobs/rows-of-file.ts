import { apiRecord } from '@zhihe/intake/api-record'
import { readHeading } from '@zhihe/intake/headings'
import { jobPostingRow } from '@zhihe/intake/job-posting-row'
import { rowOf } from '@zhihe/intake/map-columns'
import { isRowField, type PostingRow, type RowField } from '@zhihe/intake/row-field'
import { columnName } from '@zhihe/sheets/cell-name'
import { type Header, rowKind } from '@zhihe/sheets/find-header'
import type { RecordEvent, RowEvent, SheetEvent } from '@zhihe/sheets/sheet-event'
import type { SheetProblem } from '@zhihe/sheets/sheet-problem'
import type { ItemDetail } from '../domain/import.ts'
import type { SheetMapping } from './look-through.ts'

/** One row of the file, in its order. */
export type FileRow = { sheet: string; row: number } & (
  | {
      kind: 'row'
      fields: PostingRow
      /** Values in the words of our own API. */
      given: Readonly<Record<string, unknown>>
      /** What the file itself leaves open. */
      questions: ItemDetail['questions']
    }
  /** A posting in the words of our own API. */
  | { kind: 'posting'; body: Readonly<Record<string, unknown>> }
  /** A total, a remark, a posting that is struck through. */
  | { kind: 'remark'; text: string; isStruck: boolean }
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
    if (rowKind(header, event.cells) === 'data') yield tableRow(event, mapping)
    else yield { kind: 'remark', sheet, row, text: event.cells.find((cell) => cell !== '') ?? '', isStruck: false }
  }
}

function tableRow({ row, cells, struck = [], uncomputed = [] }: RowEvent, { name: sheet, columns }: SheetMapping): FileRow {
  const place = { sheet, row }
  const known = columns.map((column) => ({ ...column, field: column.field !== null && isRowField(column.field) ? column.field : null }))
  const fields = rowOf(cells, known)
  const { rowNumber: _, other: __, ...said } = fields
  // 备注：以上岗位… under the table: one cell that is neither a title nor the employer's.
  const isRemark = Object.keys(said).length <= 1 && said.title === undefined
  if (isRemark) return { kind: 'remark', ...place, text: Object.values(said)[0] ?? fields.other ?? '', isStruck: false }
  // Who strikes the title through takes the posting back.
  const isStruck = columns.some(({ field, index }) => field === 'title' && struck.includes(index))
  if (isStruck) return { kind: 'remark', ...place, text: fields.title ?? '', isStruck }
  const questions = columns.flatMap(({ field, index }) => (field !== null && uncomputed.includes(index) ? [notComputed(field, index)] : []))
  return { kind: 'row', ...place, fields, given: {}, questions }
}

function notComputed(field: string, index: number): ItemDetail['questions'][number] {
  const column = columnName(index)
  return {
    pointer: `/${field}`,
    code: 'formula_without_value',
    zh: `${column} 列是公式，但文件里没有算好的结果；请用 Excel 打开、保存后再上传。`,
    en: `Column ${column} has a formula without its result; open and save the file in Excel and send it again.`,
  }
}

function recordOf({ row, shape, value }: RecordEvent, fieldOf: (key: string) => RowField | null): FileRow {
  if (shape === 'job_posting') return { kind: 'row', sheet: '', row, fields: jobPostingRow(value) ?? {}, given: {}, questions: [] }
  if ('employerId' in value) return { kind: 'posting', sheet: '', row, body: value }
  return { kind: 'row', sheet: '', row, ...apiRecord(value, fieldOf), questions: [] }
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
