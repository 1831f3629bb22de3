import { readCellName } from './cell-name.ts'
import type { SheetLimits } from './limits.ts'
import { type NumberKind, wordNumber } from './number-format.ts'
import { type SharedStrings, textGatherer, tooLong } from './shared-strings.ts'
import { SheetProblem } from './sheet-problem.ts'
import { utf8Text, xmlReader } from './xml.ts'
import { unpack, type ZipPart } from './zip-parts.ts'

export interface XlsxTexts {
  readonly strings: SharedStrings
  readonly numbers: readonly NumberKind[]
  /** Cell styles whose font is struck through. */
  readonly struck: ReadonlySet<number>
  readonly is1904: boolean
}

/** One row as it stands in the file, before merged cells are filled. With a problem, `cells` says what could still be read. */
export interface RawRow {
  readonly row: number
  readonly cells: string[]
  readonly problem?: SheetProblem
  /** Columns, where there are any: struck through, with a formula but no value, and with a number of more digits than a spreadsheet keeps. */
  readonly struck?: readonly number[]
  readonly uncomputed?: readonly number[]
  readonly rounded?: readonly number[]
}

const plain: NumberKind = { kind: 'plain' }
/** Numbers are kept with fifteen significant digits. */
const moreThanKept = 1e15

/** The rows of one sheet, in the order of the file, blank ones among them. */
export async function* readRows(part: ZipPart, texts: XlsxTexts, limits: SheetLimits): AsyncGenerator<RawRow> {
  const gatherer = rowGatherer(texts, limits)
  const reader = xmlReader(gatherer)
  for await (const text of utf8Text(unpack(part))) {
    reader.write(text)
    yield* gatherer.take()
  }
  reader.end()
  yield* gatherer.take()
}

interface OpenCell {
  readonly column: number
  readonly type: string
  readonly style: number
}

function rowGatherer(texts: XlsxTexts, limits: SheetLimits) {
  const rows = rowBuilder(limits)
  let cell: OpenCell | null = null
  let value = ''
  let isInValue = false
  let hasFormula = false
  let hasValue = false
  const inline = textGatherer(limits.maxCellCharacters)

  const beginCell = ({ r, t, s }: Readonly<Record<string, string>>) => {
    const column = rows.beginCell(r)
    cell = column === null ? null : { column, type: t ?? 'n', style: Number(s ?? 0) }
    value = ''
    hasFormula = false
    hasValue = false
    inline.begin()
  }
  const endCell = ({ column, type, style }: OpenCell) => {
    const text = type === 'inlineStr' ? inline.take() : wordValue(value, { column, type, style }, texts)
    if (text === tooLong || text.length > limits.maxCellCharacters) rows.fail('cell_too_long', column, limits.maxCellCharacters)
    else if (text !== '') {
      rows.put(column, text, texts.struck.has(style))
      if (type === 'n' && Math.abs(Number(value)) >= moreThanKept) rows.round(column)
    } else if (hasFormula && !hasValue) rows.miss(column)
    cell = null
  }
  return {
    take: rows.take,
    open: ({ name, attributes }: { name: string; attributes: Readonly<Record<string, string>> }) => {
      if (name === 'row') rows.begin(attributes['r'])
      else if (name === 'c') beginCell(attributes)
      else if (name === 'f') hasFormula = true
      else if (name === 'v') isInValue = hasValue = cell !== null
      else if (cell) inline.open(name)
    },
    text: (piece: string) => {
      if (isInValue) value = value.length > limits.maxCellCharacters ? value : value + piece
      else if (cell) inline.add(piece)
    },
    close: (name: string) => {
      if (name === 'v') isInValue = false
      else if (name === 'c' && cell) endCell(cell)
      else if (name === 'row') rows.end()
      else if (cell) inline.close(name)
    },
  }
}

/** Puts rows together from their cells, within the limits of a row. */
function rowBuilder(limits: SheetLimits) {
  let done: RawRow[] = []
  let row = 0
  let column = -1
  let cells: string[] | null = null
  let characters = 0
  let problem: SheetProblem | undefined
  let struck: number[] = []
  let uncomputed: number[] = []
  let rounded: number[] = []
  const fail = (code: 'cell_too_long' | 'row_too_long' | 'too_many_columns', at: number, limit: number) => {
    problem ??= new SheetProblem(code, { row, column: at, limit })
  }
  return {
    fail,
    begin: (given: string | undefined) => {
      row = rowNumber(given, row + 1)
      column = -1
      cells = []
      characters = 0
      problem = undefined
      struck = []
      uncomputed = []
      rounded = []
    },
    /** Its column, the next one when it names none; null outside a row. */
    beginCell: (name: string | undefined): number | null => {
      const place = name === undefined ? { column: column + 1 } : readCellName(name)
      // Put next to the one before, it would be read as something it is not.
      if (place === null) throw new SheetProblem('damaged', { row, found: 'cell name' })
      column = place.column
      return cells ? column : null
    },
    /** A formula whose value no program has kept. */
    miss: (at: number) => void uncomputed.push(at),
    /** A number whose last digits no program has kept. */
    round: (at: number) => void rounded.push(at),
    put: (at: number, text: string, isStruck: boolean) => {
      if (!cells) return
      if (at >= limits.maxColumns) return fail('too_many_columns', at, limits.maxColumns)
      characters += text.length
      if (characters > limits.maxRowCharacters) return fail('row_too_long', at, limits.maxRowCharacters)
      while (cells.length < at) cells.push('')
      cells[at] = text
      if (isStruck) struck.push(at)
    },
    end: () => {
      const marks = {
        ...(struck.length > 0 && { struck }),
        ...(uncomputed.length > 0 && { uncomputed }),
        ...(rounded.length > 0 && { rounded }),
      }
      if (cells) done.push(problem ? { row, cells, problem } : { row, cells, ...marks })
      cells = null
    },
    take: () => {
      const rows = done
      done = []
      return rows
    },
  }
}

/** Programs may leave the number out, which is then the next one. One that goes backwards would let two rows answer to one name. */
function rowNumber(given: string | undefined, next: number): number {
  if (given === undefined) return next
  const row = Number(given)
  if (!Number.isInteger(row) || row < next || row > 1_048_576) throw new SheetProblem('damaged', { row: next, found: 'row number' })
  return row
}

function wordValue(value: string, { type, style }: OpenCell, { strings, numbers, is1904 }: XlsxTexts): string | typeof tooLong {
  if (value === '') return ''
  if (type === 's') return strings[Number(value)] ?? missingString()
  if (type === 'b') return value.trim() === '1' || value.trim() === 'true' ? 'TRUE' : 'FALSE'
  if (type === 'n') return wordNumber(value, numbers[style] ?? plain, is1904)
  return value
}

function missingString(): never {
  throw new SheetProblem('damaged', { found: 'shared strings' })
}
