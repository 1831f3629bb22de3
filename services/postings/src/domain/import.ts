import type { ImportItem, ImportMapping, importStatuses } from '@zhihe/contracts/import'
import type { RowField } from '@zhihe/intake/row-field'

export type ImportStatus = (typeof importStatuses)[number]

/** Rows that are kept in one transaction. */
export const rowsPerPiece = 200

/** What the organiser said of a sheet; it beats what was read. */
export interface SaidOfSheet {
  name: string
  read?: boolean | undefined
  /** First and last row of the headings; absent: as they are found. */
  headerRows?: readonly [number, number] | undefined
  columns: readonly { index: number; field: RowField | null }[]
}

export interface ImportJob {
  id: string
  tenantId: string
  fairId: string
  byKeyId: string
  /** Of a key that speaks for one employer. */
  employerId: string | null
  /** The key may register employers that are not there yet. */
  registersEmployers: boolean
  fileName: string | null
  mediaType: string
  bytes: number
  sha256: string
  status: ImportStatus
  problem: ImportProblem | null
  mapping: ImportMapping['sheets'] | null
  said: readonly SaidOfSheet[] | null
  /** How many pieces of rows are kept. */
  piecesDone: number
  rowsTotal: number | null
  run: number
  /** Claims since the last piece was kept. */
  attempts: number
  startedAt: Date | null
  finishedAt: Date | null
  fileClearedAt: Date | null
  createdAt: Date
}

/** An import that fails so often in one place is ended; others wait behind it. */
export const mostAttempts = 8

export interface ImportProblem {
  code: string
  sheet: string | null
  row: number | null
  column: string | null
  zh: string
  en: string
}

/** An item as it is kept; status and reason are read from the posting when it is shown. */
export type KeptItem = Pick<ImportItem, 'sheet' | 'row' | 'outcome' | 'postingId' | 'externalId' | 'title'> & { detail: ItemDetail }
export type ItemDetail = Pick<ImportItem, 'questions' | 'findings' | 'errors' | 'readings'>

export function isOver({ status }: Pick<ImportJob, 'status'>): boolean {
  return status === 'finished' || status === 'failed' || status === 'needs_mapping'
}

/** The source under which the postings of a fair's files stand. */
export function sourceOfFair(fairId: string): string {
  return `fair-${fairId}`
}
