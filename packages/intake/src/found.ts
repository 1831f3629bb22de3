import type { PostingRow, RowField } from './row-field.ts'

/** A value and the column it was read from. */
export interface Found<Value> {
  field: RowField
  value: Value
}

/** Reads the columns in their order and keeps the first that says something. */
export function firstOf<Value>(
  row: PostingRow,
  fields: readonly RowField[],
  read: (text: string, field: RowField) => Value | null,
): Found<Value> | null {
  for (const field of fields) {
    const text = row[field]
    if (text === undefined) continue
    const value = read(text, field)
    if (value !== null) return { field, value }
  }
  return null
}

/** Reads every one of the columns. */
export function eachOf<Value>(
  row: PostingRow,
  fields: readonly RowField[],
  read: (text: string, field: RowField) => readonly Value[],
): Found<Value>[] {
  return fields.flatMap((field) => {
    const text = row[field]
    return text === undefined ? [] : read(text, field).map((value) => ({ field, value }))
  })
}
