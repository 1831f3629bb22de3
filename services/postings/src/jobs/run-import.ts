import { Readable } from 'node:stream'
import type { Db } from '@zhihe/postgres/pool'
import { columnName } from '@zhihe/sheets/cell-name'
import { openSheets } from '@zhihe/sheets/open-sheets'
import type { SheetEvent } from '@zhihe/sheets/sheet-event'
import { SheetProblem } from '@zhihe/sheets/sheet-problem'
import { type ImportProblem, mostAttempts, rowsPerPiece } from '../domain/import.ts'
import { endImport, holdImport, type Lease, readFile, renewEveryMs, renewLease } from '../store/import-store.ts'
import { type Keeper, openKeeper } from './keep-piece.ts'
import { lookThrough, type SheetMapping } from './look-through.ts'
import { type FileRow, rowsOfFile } from './rows-of-file.ts'

export interface RunImport {
  db: Db
  now: () => Date
  newId: () => string
  /** Aborted when the process stops: the import is given back at the next piece. */
  signal: AbortSignal
}

/** Rows of one file; more are asked to come in several files. */
export const mostRows = 50_000

/** Works an import to its end, or to where it stopped. Rejects with `LeaseLost` when somebody else has it, and with what the database says. */
export async function runImport(lease: Lease, { db, now, newId, signal }: RunImport): Promise<void> {
  // Whether it still is ours is asked with every piece that is kept; this only keeps others away.
  const renewal = setInterval(() => void renewLease(db, lease).catch(() => {}), renewEveryMs)
  try {
    if (lease.job.attempts > mostAttempts) throw new ImportGivenUp()
    const sheets = await understand(lease, db)
    if (sheets === null) return
    const keeper = await openKeeper(lease, { db, now, newId })
    await keepRows(lease, { sheets, keeper, db, signal })
    if (!signal.aborted) await endImport(db, lease, { status: 'finished', problem: null })
  } catch (error) {
    if (error instanceof ImportGivenUp) await endImport(db, lease, { status: 'failed', problem: givenUp })
    else if (error instanceof SheetProblem) await endImport(db, lease, { status: 'failed', problem: problemOf(error) })
    else throw error
  } finally {
    clearInterval(renewal)
  }
}

/** What the sheets mean; null when the organiser has to say it. */
async function understand(lease: Lease, db: Db): Promise<readonly SheetMapping[] | null> {
  const { job } = lease
  if (job.mapping !== null && job.rowsTotal !== null) return job.mapping
  const { sheets, rows, isTable } = await lookThrough(eventsOf(lease, db), job.said ?? [])
  await holdImport(db, lease, { mapping: sheets, rowsTotal: rows })
  if (!isTable || sheets.some(({ read }) => read)) return sheets
  await endImport(db, lease, { status: 'needs_mapping', problem: noTitle })
  return null
}

interface Walk {
  sheets: readonly SheetMapping[]
  keeper: Keeper
  db: Db
  signal: AbortSignal
}

// Rows that were kept before are read again, so that numbers made for rows come out as they did.
async function keepRows(lease: Lease, { sheets, keeper, db, signal }: Walk): Promise<void> {
  const done = lease.job.piecesDone * rowsPerPiece
  let piece: FileRow[] = []
  let met = 0
  for await (const row of rowsOfFile(eventsOf(lease, db), sheets)) {
    met += 1
    if (met <= done) {
      keeper.remember(row)
      continue
    }
    piece.push(row)
    if (piece.length < rowsPerPiece) continue
    await keeper.keep(piece, met - piece.length)
    piece = []
    if (signal.aborted) return
  }
  if (piece.length > 0) await keeper.keep(piece, met - piece.length)
}

function eventsOf({ job }: Lease, db: Db): AsyncIterable<SheetEvent> {
  const limits = { maxRows: mostRows }
  return openSheets(Readable.from(readFile(db, job.id)), { name: job.fileName ?? undefined, contentType: job.mediaType, limits })
}

function problemOf({ code, sheet, row, column, zh, en }: SheetProblem): ImportProblem {
  return { code, sheet: sheet ?? null, row: row ?? null, column: column === undefined ? null : columnName(column), zh, en }
}

class ImportGivenUp extends Error {}

const givenUp: ImportProblem = {
  code: 'internal',
  sheet: null,
  row: null,
  column: null,
  zh: '多次尝试后仍未能导入，问题出在我们这边，已记录；请稍后重新提交。',
  en: 'It could not be imported after several attempts. The fault is ours and has been recorded; send it again later.',
}

const noTitle: ImportProblem = {
  code: 'needs_mapping',
  sheet: null,
  row: null,
  column: null,
  zh: '认不出哪一列是岗位名称，请在 mapping 中指明各列的含义。',
  en: 'No column could be told to be the title; say in mapping what the columns mean.',
}
