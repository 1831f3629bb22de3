import type { SheetProblem } from './sheet-problem.ts'

export type SheetFormat = 'xlsx' | 'xls' | 'csv' | 'ndjson' | 'json'
export type TextEncoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be'

/** Told first, once. */
export interface FileEvent {
  readonly kind: 'file'
  readonly format: SheetFormat
  /** Of a text file, as far as it was needed to begin. */
  readonly encoding?: TextEncoding
  /** Of a CSV. */
  readonly delimiter?: string
}

/** Begins a sheet. One with `skipped` has no rows told: hidden by its owner, or no table at all. CSV is one sheet without a name. */
export interface SheetBegins {
  readonly kind: 'sheet'
  /** From 0, in the order of the tabs. */
  readonly sheet: number
  readonly name: string
  readonly skipped?: 'hidden' | 'not_a_table'
}

/** A row with at least one text of its own. Blank rows are not told, nor a row that only continues merged cells from above. */
export interface RowEvent {
  readonly kind: 'row'
  readonly sheet: number
  /** From 1, as the row is numbered in Excel; of a CSV the record. */
  readonly row: number
  /** By column, from 0; '' where nothing stands. Merged cells repeat their first. */
  readonly cells: readonly string[]
  /** Columns whose own cell is struck through, of an XLSX; absent when there are none. */
  readonly struck?: readonly number[]
  /** Columns that have a formula whose value was never kept, of an XLSX; absent when there are none. */
  readonly uncomputed?: readonly number[]
  /** Columns that have a number of more than fifteen digits, of an XLSX: the rest of them is lost. Absent when there are none. */
  readonly rounded?: readonly number[]
}

/** An object of a JSON file. */
export interface RecordEvent {
  readonly kind: 'record'
  /** From 1: the line of an NDJSON, the item of an array or the posting of a graph. */
  readonly row: number
  /** `job_posting` is a schema.org JobPosting. */
  readonly shape: 'plain' | 'job_posting'
  readonly value: Readonly<Record<string, unknown>>
}

/** A row that could not be read; the file goes on behind it. What ends the file is thrown. */
export interface ProblemEvent {
  readonly kind: 'problem'
  readonly sheet?: number
  readonly row: number
  readonly problem: SheetProblem
}

export type SheetEvent = FileEvent | SheetBegins | RowEvent | RecordEvent | ProblemEvent
