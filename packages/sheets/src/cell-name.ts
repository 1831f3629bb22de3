/** The letters of a column: 0 is A, 26 is AA. */
export function columnName(column: number): string {
  let letters = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  return letters
}

/** A1 style: `cellName(7, 2)` is C7. Rows count from 1, columns from 0. */
export function cellName(row: number, column: number): string {
  return `${columnName(column)}${row}`
}

/** Row (from 1) and column (from 0) of `C7` or `$C$7`; null for anything else. The bounds are those of Excel: XFD1048576. */
export function readCellName(name: string): { row: number; column: number } | null {
  const match = /^\$?([A-Z]{1,3})\$?([1-9]\d{0,6})$/i.exec(name)
  if (!match) return null
  const row = Number(match[2])
  const column = columnIndex(match[1] ?? '')
  return row <= lastRow && column < columnsOfExcel ? { row, column } : null
}

export interface CellRange {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

/** `A1:C7` or a single `C7`; null when it is neither, or when it is upside down. */
export function readRange(text: string): CellRange | null {
  const [first = '', second = first] = text.split(':')
  const from = readCellName(first)
  const to = readCellName(second)
  if (!from || !to || to.row < from.row || to.column < from.column) return null
  return { top: from.row, left: from.column, bottom: to.row, right: to.column }
}

export const lastRow = 1_048_576
export const columnsOfExcel = 16_384

/** The place of a column by its letters, from 0: A is 0, AA is 26. */
export function columnIndex(letters: string): number {
  let index = 0
  for (const letter of letters.toUpperCase()) index = index * 26 + (letter.charCodeAt(0) - 64)
  return index - 1
}
