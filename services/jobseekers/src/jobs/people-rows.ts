import { columnName } from '@zhihe/sheets/cell-name'
import { type Header, rowKind } from '@zhihe/sheets/find-header'
import type { RowEvent, SheetEvent, SheetFormat } from '@zhihe/sheets/sheet-event'
import type { SheetProblem } from '@zhihe/sheets/sheet-problem'
import type { ImportFinding } from '../domain/import-finding.ts'
import { isPersonField, type PersonColumn } from '../domain/people-columns.ts'
import type { SheetMapping } from '../domain/people-import.ts'
import { cellsOfRow, type PersonCells } from '../domain/person-cells.ts'

/** One row of the file, in its order. */
export type FileRow = { sheet: number | null; row: number } & (
  | { kind: 'cells'; cells: PersonCells; findings: ImportFinding[] }
  /** A person in the words of our own API. */
  | { kind: 'record'; value: Readonly<Record<string, unknown>> }
  /** A total, a remark. */
  | { kind: 'remark' }
  | { kind: 'unreadable'; finding: ImportFinding }
)

/** The rows of the sheets that are read, as the columns were understood. */
export async function* rowsOfPeople(events: AsyncIterable<SheetEvent>, sheets: readonly SheetMapping[]): AsyncGenerator<FileRow> {
  const known = sheets.map(({ columns }) => columns.map(knownColumn))
  let format: SheetFormat = 'csv'
  for await (const event of events) {
    if (event.kind === 'file') ({ format } = event)
    if (event.kind === 'record') yield { kind: 'record', sheet: null, row: event.row, value: event.shape === 'plain' ? event.value : {} }
    if (event.kind !== 'row' && event.kind !== 'problem') continue
    const { row, sheet } = event
    const mapping = sheet === undefined ? undefined : sheets[sheet]
    if (event.kind === 'problem') {
      if (mapping?.read !== false) yield { kind: 'unreadable', sheet: mapping?.sheet ?? null, row, finding: findingOf(event.problem) }
      continue
    }
    if (!mapping?.read || mapping.headerRows === null || row <= mapping.headerRows[1]) continue
    yield tableRow(event, { mapping, columns: known[event.sheet] ?? [], isTyped: format === 'xlsx' })
  }
}

interface Table {
  mapping: SheetMapping
  columns: readonly PersonColumn[]
  /** The file tells numbers from texts. */
  isTyped: boolean
}

function tableRow({ row, cells, uncomputed = [], rounded = [] }: RowEvent, { mapping, columns, isTyped }: Table): FileRow {
  const place = { sheet: mapping.sheet, row }
  const header: Header = { rows: mapping.headerRows ?? [0, 0], columns: mapping.columns }
  const person = cellsOfRow({ cells, rounded: isTyped ? rounded : null }, columns)
  const hasNumber = person.text('idNumber') !== '' || person.text('certificateNumber') !== ''
  // Who has a number is a person, whatever the row begins with.
  if (!hasNumber && (rowKind(header, cells) !== 'data' || (person.text('name') === '' && person.text('phone') === ''))) {
    return { kind: 'remark', ...place }
  }
  const findings = columns.flatMap(({ field, index }) =>
    field !== null && uncomputed.includes(index) ? [{ column: columnName(index), code: 'no_formula_value', refuses: false }] : [],
  )
  return { kind: 'cells', ...place, cells: person, findings }
}

function knownColumn({ field, ...column }: SheetMapping['columns'][number]): PersonColumn {
  return { ...column, field: field !== null && isPersonField(field) ? field : null }
}

// The sentence of the problem names sheets, and who names a sheet after a person would find her in it.
function findingOf(problem: SheetProblem): ImportFinding {
  const { zh, en } = problem.at({ sheet: undefined })
  return {
    column: problem.column === undefined ? null : columnName(problem.column),
    code: problem.code,
    refuses: true,
    say: { zh, en },
  }
}
