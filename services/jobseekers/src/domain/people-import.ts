import type { ConsentOfFile, PeopleImportItem, PeopleImportMapping, peopleImportStatuses } from '@zhihe/contracts/jobseeker-import'
import type { ImportFinding } from './import-finding.ts'
import type { PersonField } from './people-columns.ts'
import type { Reach } from './reach.ts'

/** Rows that are kept in one transaction. An audit entry names at most 2,000 people. */
export const rowsPerPiece = 500

/** Rows of one file; more are asked to come in several files. */
export const mostRows = 200_000

/** An import that fails so often in one place is ended; others wait behind it. */
export const mostAttempts = 8

/** How long the sealed file is kept after the end, for corrections. */
export const uploadKeptMs = 7 * 24 * 3_600_000

export type SheetMapping = PeopleImportMapping['sheets'][number]

/** What the sender said of a sheet; it beats what was read. */
export interface SaidOfSheet {
  /** From 1. */
  sheet: number
  read?: boolean | undefined
  headerRows?: readonly [number, number] | undefined
  columns: readonly { index: number; field: PersonField | null }[]
}

export interface ImportProblem {
  code: string
  row: number | null
  column: string | null
  zh: string
  en: string
}

export interface PeopleImportJob {
  id: string
  tenantId: string
  regionCode: string | null
  byKeyId: string
  actor: 'federation' | 'admin'
  fingerprint: Buffer
  mediaType: string
  bytes: number
  consents: readonly ConsentOfFile[]
  status: (typeof peopleImportStatuses)[number]
  problem: ImportProblem | null
  mapping: readonly SheetMapping[] | null
  said: readonly SaidOfSheet[] | null
  fileFormat: 'xlsx' | 'xls' | 'csv' | 'ndjson' | 'json' | null
  piecesDone: number
  rowsDone: number
  rowsTotal: number | null
  createdCount: number
  updatedCount: number
  unchangedCount: number
  refusedCount: number
  skippedCount: number
  run: number
  /** Claims since the last piece was kept. */
  attempts: number
  startedAt: Date | null
  finishedAt: Date | null
  uploadDestroyedAt: Date | null
  createdAt: Date
}

/** A row as it is kept. */
export interface KeptItem {
  sheet: number | null
  row: number
  outcome: PeopleImportItem['outcome']
  jobseekerId: string | null
  findings: readonly ImportFinding[]
}

export function isOver({ status }: Pick<PeopleImportJob, 'status'>): boolean {
  return status === 'finished' || status === 'failed' || status === 'needs_mapping'
}

/** Whom the rows of an import may touch: as far as the key reached that sent it. */
export function reachOfImport({ tenantId, regionCode }: Pick<PeopleImportJob, 'tenantId' | 'regionCode'>): Reach {
  return { kind: 'region', tenantId, regionCode }
}

/** Until when the sealed file is kept; null while it is read and when it is gone. Records go at once: whoever made them can make them again. */
export function uploadKeptUntil({ finishedAt, uploadDestroyedAt }: Pick<PeopleImportJob, 'finishedAt' | 'uploadDestroyedAt'>): Date | null {
  if (finishedAt === null || uploadDestroyedAt !== null) return null
  return new Date(finishedAt.getTime() + uploadKeptMs)
}
