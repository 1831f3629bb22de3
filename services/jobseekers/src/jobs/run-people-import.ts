import { Readable } from 'node:stream'
import { setImmediate as letOthersRun } from 'node:timers/promises'
import { renewEveryMs } from '@zhihe/imports/lease'
import { failpoint } from '@zhihe/runtime/failpoint'
import { columnName } from '@zhihe/sheets/cell-name'
import { openSheets } from '@zhihe/sheets/open-sheets'
import type { SheetEvent } from '@zhihe/sheets/sheet-event'
import { SheetProblem } from '@zhihe/sheets/sheet-problem'
import { type ImportProblem, mostAttempts, mostRows, rowsPerPiece, type SheetMapping } from '../domain/people-import.ts'
import { endPeopleImport, type Lease, peopleImportLeases } from '../store/people-import-lease.ts'
import { destroyUpload, hasErasedPeople, openUpload, UploadGone } from '../store/upload-store.ts'
import { type KeepDeps, keepPeoplePiece, statedConsents } from './keep-people.ts'
import { rowsOfPeople } from './people-rows.ts'
import { lookThrough } from './people-sheets.ts'
import { type ReadRow, readPeopleRow } from './read-people-row.ts'

export interface RunPeopleImport extends KeepDeps {
  /** Aborted when the process stops: the import is given back at the next piece. */
  signal: AbortSignal
}

const turnMs = 3

/** Works an import to its end, or to where it stopped. Rejects with `LeaseLost` when somebody else has it, and with what the database says. */
export async function runPeopleImport(lease: Lease, run: RunPeopleImport): Promise<void> {
  // Whether it still is ours is asked with every piece that is kept; this only keeps others away.
  const renewal = setInterval(() => void peopleImportLeases.renew(run.db, lease).catch(() => {}), renewEveryMs)
  try {
    if (lease.job.attempts > mostAttempts) throw new ImportGivenUp()
    const sheets = await understand(lease, run)
    if (sheets === null) return
    const met = await keepRows(lease, sheets, run)
    failpoint('people.rows-kept')
    if (!run.signal.aborted) await end(lease, { status: 'finished', problem: met === 0 ? noRows : null }, run)
    failpoint('people.ended')
  } catch (error) {
    if (error instanceof ImportGivenUp) await end(lease, { status: 'failed', problem: givenUp }, run)
    else if (error instanceof UploadGone) await end(lease, { status: 'failed', problem: uploadGone }, run)
    else if (error instanceof SheetProblem) await end(lease, { status: 'failed', problem: problemOf(error) }, run)
    else throw error
  } finally {
    clearInterval(renewal)
  }
}

/** What the sheets mean; null when the sender has to say it. */
async function understand(lease: Lease, run: RunPeopleImport): Promise<readonly SheetMapping[] | null> {
  const { job } = lease
  if (job.mapping !== null && job.rowsTotal !== null) return job.mapping
  const { sheets, rows, isTable, format } = await lookThrough(eventsOf(lease, run), job.said ?? [])
  failpoint('people.looked-through')
  await peopleImportLeases.hold(run.db, lease, { mapping: sheets, rowsTotal: rows, fileFormat: format })
  job.fileFormat = format
  failpoint('people.understood')
  if (!isTable || sheets.some(({ read }) => read)) return sheets
  await end(lease, { status: 'needs_mapping', problem: missingColumns }, run)
  return null
}

// A piece is read while the one before it is kept. Rows that were kept before are passed over: who is in them the items say. Gives how many rows there
// were.
async function keepRows(lease: Lease, sheets: readonly SheetMapping[], run: RunPeopleImport): Promise<number> {
  const { job } = lease
  const context = {
    regionCode: job.regionCode,
    stated: statedConsents(job),
    sentAt: job.createdAt.toISOString(),
    allowTestRegion: run.allowTestRegion,
    now: run.now(),
  }
  const turn = createTurns()
  let keeping: Promise<void> = Promise.resolve()
  let piece: ReadRow[] = []
  let met = 0
  const write = async () => {
    const [rows, first] = [piece, met - piece.length]
    piece = []
    await keeping
    keeping = keepPeoplePiece(lease, { rows, first }, run)
    // Whoever comes next is told; until then nobody waits for it.
    keeping.catch(() => {})
  }
  try {
    for await (const row of rowsOfPeople(eventsOf(lease, run), sheets)) {
      met += 1
      if (met <= job.rowsDone) continue
      piece.push(readPeopleRow(row, context))
      await turn()
      if (piece.length < rowsPerPiece) continue
      await write()
      if (run.signal.aborted) return met
    }
    if (piece.length > 0) await write()
    return met
  } finally {
    await keeping
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

interface ImportEnd {
  status: 'finished' | 'failed' | 'needs_mapping'
  problem: ImportProblem | null
}

/** Records go with the end: whoever made them can make them again. So does a file in which somebody stands who has been erased meanwhile. */
async function end(lease: Lease, ended: ImportEnd, { db, now }: RunPeopleImport): Promise<void> {
  await db.transaction(async (tx) => {
    await endPeopleImport(tx, lease, ended)
    failpoint('people.end-kept')
    const { id, fileFormat } = lease.job
    const isRecords = fileFormat === 'ndjson' || fileFormat === 'json'
    if (isRecords || ended.status === 'failed' || (await hasErasedPeople(tx, id))) await destroyUpload(tx, id, now())
    failpoint('people.upload-settled')
  })
}

function eventsOf({ job }: Lease, { db, keys }: RunPeopleImport): AsyncIterable<SheetEvent> {
  const upload = { importId: job.id, tenantId: job.tenantId, bytes: job.bytes }
  return openSheets(Readable.from(openUpload(db, upload, keys)), { contentType: job.mediaType, limits: { maxRows: mostRows } })
}

// The sentence of the problem itself names sheets, and who names a sheet after a person would find her in it.
function problemOf(problem: SheetProblem): ImportProblem {
  const { code, row, column } = problem
  const { zh, en } = problem.at({ sheet: undefined })
  return { code, row: row ?? null, column: column === undefined ? null : columnName(column), zh, en }
}

class ImportGivenUp extends Error {}

const nowhere = { row: null, column: null }

const givenUp: ImportProblem = {
  code: 'internal',
  ...nowhere,
  zh: '多次尝试后仍未能导入，问题出在我们这边，已记录；请稍后重新提交。',
  en: 'It could not be imported after several attempts. The fault is ours and has been recorded; send it again later.',
}

const uploadGone: ImportProblem = {
  code: 'upload_destroyed',
  ...nowhere,
  zh: '上传的文件已按期销毁，无法继续；请重新上传。',
  en: 'The file has been destroyed as it had to be, so it cannot go on; send it again.',
}

const noRows: ImportProblem = {
  code: 'no_rows',
  ...nowhere,
  zh: '文件里只有表头，没有人员；请填好后再上传。若表头认错了行，请在 mapping 中用 headerRows 指明。',
  en: 'The file has headings and nobody below them. If other rows are the headings, say so by headerRows in mapping.',
}

const missingColumns: ImportProblem = {
  code: 'needs_mapping',
  ...nowhere,
  zh: '认不出哪一列是姓名、哪一列是身份证号或残疾人证号，请在 mapping 中指明各列的含义。',
  en: 'No columns could be told to be the name and the number of a person; say in mapping what the columns mean.',
}
