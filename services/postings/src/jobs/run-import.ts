import { Readable } from 'node:stream'
import { setImmediate as letOthersRun } from 'node:timers/promises'
import { renewEveryMs } from '@zhihe/imports/lease'
import type { Db } from '@zhihe/postgres/pool'
import { failpoint } from '@zhihe/runtime/failpoint'
import { columnName } from '@zhihe/sheets/cell-name'
import { openSheets } from '@zhihe/sheets/open-sheets'
import type { SheetEvent } from '@zhihe/sheets/sheet-event'
import { SheetProblem } from '@zhihe/sheets/sheet-problem'
import { type ImportProblem, mostAttempts, rowsPerPiece } from '../domain/import.ts'
import { importLeases, type Lease, readFile } from '../store/import-store.ts'
import { closeLeftovers } from './close-leftovers.ts'
import { endImport } from './end-import.ts'
import { type Keeper, openKeeper, type ReadRow } from './keep-piece.ts'
import { lookThrough, type SheetMapping } from './look-through.ts'
import { rowsOfFile } from './rows-of-file.ts'

export interface RunImport {
  db: Db
  now: () => Date
  newId: () => string
  /** Aborted when the process stops: the import is given back at the next piece. */
  signal: AbortSignal
}

/** Rows of one file; more are asked to come in several files. */
export const mostRows = 50_000

const turnMs = 3

/** Works an import to its end, or to where it stopped. Rejects with `LeaseLost` when somebody else has it, and with what the database says. */
export async function runImport(lease: Lease, { db, now, newId, signal }: RunImport): Promise<void> {
  // Whether it still is ours is asked with every piece that is kept; this only keeps others away.
  const renewal = setInterval(() => void importLeases.renew(db, lease).catch(() => {}), renewEveryMs)
  try {
    if (lease.job.attempts > mostAttempts) throw new ImportGivenUp()
    const sheets = await understand(lease, { db, now })
    if (sheets === null) return
    const keeper = await openKeeper(lease, { db, now, newId })
    const met = await keepRows(lease, { sheets, keeper, db, signal })
    failpoint('import.rows-kept')
    if (!signal.aborted) await closeLeftovers(lease, { db, now })
    if (!signal.aborted) await endImport(lease, { status: 'finished', problem: met === 0 ? noRows : null }, { db, now })
    failpoint('import.ended')
  } catch (error) {
    if (error instanceof ImportGivenUp) await endImport(lease, { status: 'failed', problem: givenUp }, { db, now })
    else if (error instanceof SheetProblem) await endImport(lease, { status: 'failed', problem: problemOf(error) }, { db, now })
    else throw error
  } finally {
    clearInterval(renewal)
  }
}

/** What the sheets mean; null when the organiser has to say it. */
async function understand(lease: Lease, { db, now }: Pick<RunImport, 'db' | 'now'>): Promise<readonly SheetMapping[] | null> {
  const { job } = lease
  if (job.mapping !== null && job.rowsTotal !== null) return job.mapping
  const { sheets, rows, isTable } = await lookThrough(eventsOf(lease, db), job.said ?? [])
  failpoint('import.looked-through')
  await importLeases.hold(db, lease, { mapping: sheets, rowsTotal: rows })
  failpoint('import.understood')
  if (!isTable || sheets.some(({ read }) => read)) return sheets
  await endImport(lease, { status: 'needs_mapping', problem: noTitle }, { db, now })
  return null
}

interface Walk {
  sheets: readonly SheetMapping[]
  keeper: Keeper
  db: Db
  signal: AbortSignal
}

// Rows that were kept before are read again, so that numbers made for rows come out as they did. A piece is read while the one before it is kept.
// Gives how many rows there were.
async function keepRows(lease: Lease, { sheets, keeper, db, signal }: Walk): Promise<number> {
  const done = lease.job.piecesDone * rowsPerPiece
  const writer = createWriter(keeper)
  const turn = createTurns()
  let piece: ReadRow[] = []
  let met = 0
  try {
    for await (const row of rowsOfFile(eventsOf(lease, db), sheets)) {
      met += 1
      if (met <= done) {
        keeper.remember(row)
        continue
      }
      piece.push(keeper.read(row))
      await turn()
      if (piece.length < rowsPerPiece) continue
      await writer.write(piece, met - piece.length)
      piece = []
      if (signal.aborted) return met
    }
    if (piece.length > 0) await writer.write(piece, met - piece.length)
    return met
  } finally {
    await writer.settle()
  }
}

interface Writer {
  /** Begins to keep a piece as soon as the one before it is kept. Rejects when that one could not be. */
  write: (piece: readonly ReadRow[], first: number) => Promise<void>
  /** Resolves when nothing is being kept. Rejects when the last piece could not be. */
  settle: () => Promise<void>
}

function createWriter(keeper: Keeper): Writer {
  let keeping: Promise<void> = Promise.resolve()
  return {
    write: async (piece, first) => {
      await keeping
      keeping = keeper.keep(piece, first)
      // Whoever comes next is told; until then nobody waits for it.
      keeping.catch(() => {})
    },
    settle: () => keeping,
  }
}

// What the database answers to the piece that is being kept must not wait until the next one is read.
function createTurns(): () => Promise<void> {
  let beganAt = performance.now()
  return async () => {
    if (performance.now() - beganAt < turnMs) return
    await letOthersRun()
    beganAt = performance.now()
  }
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

const noRows: ImportProblem = {
  code: 'no_rows',
  sheet: null,
  row: null,
  column: null,
  zh: '文件里只有表头，没有岗位；请填好后再上传。若表头认错了行，请在 mapping 中用 headerRows 指明。',
  en: 'The file has headings and no postings below them. If other rows are the headings, say so by headerRows in mapping.',
}

const noTitle: ImportProblem = {
  code: 'needs_mapping',
  sheet: null,
  row: null,
  column: null,
  zh: '认不出哪一列是岗位名称，请在 mapping 中指明各列的含义。',
  en: 'No column could be told to be the title; say in mapping what the columns mean.',
}
