import { columnName } from '@zhihe/sheets/cell-name'
import type { PersonColumn, PersonField } from './people-columns.ts'

/** One row of a sheet by the meaning of its columns. */
export interface PersonCells {
  /** The cells of this meaning that say something, in the order of the file. */
  texts: (field: PersonField) => readonly string[]
  /** All of them as one text; '' when there is none. */
  text: (field: PersonField) => string
  /** The letters of the first column that has this meaning; null when none has. */
  column: (field: PersonField) => string | null
  /** Whether a cell of this meaning was a number too long for a spreadsheet; null where the file does not tell. */
  isNumeric: (field: PersonField) => boolean | null
}

export interface RowCells {
  cells: readonly string[]
  /** Columns of numbers with more than fifteen digits; null where the file does not tell numbers from texts. */
  rounded: readonly number[] | null
}

/** What people write when they have nothing to say. */
const nothing = /^(?:无|没有|暂无|不详|未知|空|-+|—+|\/+|n\/?a|null|待定)$/i

export function cellsOfRow({ cells, rounded }: RowCells, columns: readonly PersonColumn[]): PersonCells {
  const byField = Map.groupBy(
    columns.filter(({ field }) => field !== null),
    ({ field }) => field,
  )
  const indexes = (field: PersonField) => (byField.get(field) ?? []).map(({ index }) => index)
  const texts = (field: PersonField) =>
    indexes(field)
      .map((index) => (cells[index] ?? '').trim())
      .filter((cell) => cell !== '' && !nothing.test(cell))
  return {
    texts,
    text: (field) => texts(field).join(' '),
    column: (field) => {
      const [first] = indexes(field)
      return first === undefined ? null : columnName(first)
    },
    isNumeric: (field) => rounded && indexes(field).some((index) => rounded.includes(index)),
  }
}
