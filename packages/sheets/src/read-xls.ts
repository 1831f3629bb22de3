import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { CellRange } from './cell-name.ts'
import type { SheetLimits } from './limits.ts'
import { mergeFiller } from './merged-cells.ts'
import type { SheetEvent } from './sheet-event.ts'
import { SheetProblem, type SheetProblemCode } from './sheet-problem.ts'
import { isStorable } from './storable.ts'
import { tableTeller } from './tell-rows.ts'

/** What the worker is given. */
export interface XlsJob {
  readonly bytes: Uint8Array
  readonly as: 'rows' | 'xlsx'
}

export interface XlsSheet {
  readonly name: string
  readonly skipped?: 'hidden' | 'not_a_table'
  readonly merges: readonly CellRange[]
  readonly rows: readonly { readonly row: number; readonly cells: string[] }[]
}

/** What the worker answers with, once. */
export type XlsAnswer =
  | { readonly sheets: readonly XlsSheet[] }
  | { readonly xlsx: Uint8Array }
  | { readonly problem: Extract<SheetProblemCode, 'encrypted' | 'damaged'> }

const workerMemory = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 32 }

/**
 * The old binary format: bounded in size, read by a library in a worker that has its own memory and a time limit, so that a hostile file takes
 * nothing but the worker with it. Macros and formulas are not looked at; a formula gives its cached value.
 */
export async function* readXls(bytes: Buffer, limits: SheetLimits): AsyncGenerator<SheetEvent> {
  refuseOthers(bytes)
  if (bytes.length > limits.maxXlsBytes) throw new SheetProblem('xls_too_large', { limit: limits.maxXlsBytes })
  const answer = await parseInWorker({ bytes, as: 'rows' }, limits)
  const sheets = 'sheets' in answer ? answer.sheets : []
  if (sheets.length > limits.maxSheets) throw new SheetProblem('too_many_sheets', { limit: limits.maxSheets })
  if (sheets.some(({ name }) => !isStorable(name))) throw new SheetProblem('damaged', { found: 'sheet name' })
  yield { kind: 'file', format: 'xls' }
  const teller = tableTeller(limits)
  for (const [sheet, { name, skipped, merges, rows }] of sheets.entries()) {
    yield skipped ? { kind: 'sheet', sheet, name, skipped } : { kind: 'sheet', sheet, name }
    const tell = teller(sheet, name, mergeFiller(merges, limits.maxColumns))
    for (const raw of rows) {
      const problem = problemOf(raw.cells, raw.row, limits)
      const event = tell(problem ? { ...raw, problem } : raw)
      if (event) yield event
    }
  }
}

/** Word files and Excel files under a password are the same kind of container; the names in their directory tell. */
function refuseOthers(bytes: Buffer): void {
  const holds = (name: string) => bytes.includes(Buffer.from(name, 'utf16le'))
  if (holds('EncryptedPackage')) throw new SheetProblem('encrypted')
  if (holds('WordDocument')) throw new SheetProblem('not_a_workbook', { found: 'Word' })
  if (!holds('Workbook') && !holds('Book')) throw new SheetProblem('not_a_workbook')
}

/** The same workbook as an XLSX: sheets hidden or not, merged cells, widths, formulas and formats of numbers; colours and fonts are lost. Null when it cannot be. */
export async function xlsxOfXls(bytes: Buffer, limits: SheetLimits): Promise<Buffer | null> {
  try {
    const answer = await parseInWorker({ bytes, as: 'xlsx' }, limits)
    return 'xlsx' in answer ? Buffer.from(answer.xlsx) : null
  } catch (error) {
    if (error instanceof SheetProblem) return null
    throw error
  }
}

async function parseInWorker(job: XlsJob, limits: SheetLimits): Promise<Exclude<XlsAnswer, { problem: unknown }>> {
  // The library says what it does not know on standard error; a hostile file would write our log.
  const quiet = { stdout: true, stderr: true, execArgv: [] }
  const worker = new Worker(new URL('./xls-worker.ts', import.meta.url), { workerData: job, resourceLimits: workerMemory, ...quiet })
  worker.stderr.resume()
  worker.stdout.resume()
  try {
    const [answer] = (await once(worker, 'message', { signal: AbortSignal.timeout(limits.xlsTimeoutMs) })) as [XlsAnswer]
    if ('problem' in answer) throw new SheetProblem(answer.problem)
    return answer
  } catch (cause) {
    if (cause instanceof SheetProblem) throw cause
    const isLate = cause instanceof Error && cause.name === 'AbortError'
    throw new SheetProblem(isLate ? 'too_slow' : 'damaged', { cause })
  } finally {
    await worker.terminate()
  }
}

function problemOf(cells: readonly string[], row: number, limits: SheetLimits): SheetProblem | undefined {
  const column = cells.findIndex((cell) => cell.length > limits.maxCellCharacters)
  if (column >= 0) return new SheetProblem('cell_too_long', { row, column, limit: limits.maxCellCharacters })
  const isWide = cells.length > limits.maxColumns
  return isWide ? new SheetProblem('too_many_columns', { row, column: limits.maxColumns, limit: limits.maxColumns }) : undefined
}
