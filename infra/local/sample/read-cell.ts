import type { ColumnKey } from './columns.ts'

/** Cells of one row; an absent one is empty. */
export type RowCells = Partial<Record<ColumnKey, string>>

/** Told for every wording that became no value. */
export type Miss = (column: ColumnKey, text: string) => void

/** The property when there is a value, nothing otherwise: an absent fact has no key. */
export function present<Key extends string, Value>(key: Key, value: Value | null | undefined): Partial<Record<Key, Value>> {
  return value === null || value === undefined || value === '' ? {} : ({ [key]: value } as Record<Key, Value>)
}

/** The value of a cell, or null when it is empty; a filled one that cannot be read is told. */
export function cell<Value>(
  cells: RowCells,
  column: ColumnKey,
  miss: Miss,
  read: (text: string) => Value | null | undefined,
): Value | null {
  const text = cells[column]
  if (text === undefined) return null
  const value = read(text) ?? null
  if (value === null) miss(column, text)
  return value
}

/** The code whose label, or one of the other words, is exactly the cell. */
export function coded<Code extends string>(
  column: ColumnKey,
  cells: RowCells,
  miss: Miss,
  rows: readonly { code: Code; zh: string }[],
  words: Readonly<Record<string, Code>>,
): Code | null {
  return cell(cells, column, miss, (text) => rows.find(({ zh }) => zh === text)?.code ?? words[text])
}

/** The parts of a cell between 、. */
export function wordsIn(text: string | undefined): string[] {
  return (text ?? '')
    .split('、')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

/** A code for every part of a cell that names one; the others are told. */
export function eachWord<Code extends string>(cells: RowCells, column: ColumnKey, miss: Miss, find: (text: string) => Code | null): Code[] {
  const found = new Set<Code>()
  for (const word of wordsIn(cells[column])) {
    const code = find(word)
    if (code === null) miss(column, word)
    else found.add(code)
  }
  return [...found]
}
