import { parentPort, workerData } from 'node:worker_threads'
import { type CellObject, read, set_cptable, type WorkBook, type WorkSheet, write } from '@e965/xlsx'
import * as codePages from '@e965/xlsx/dist/cpexcel.full.mjs'
import { numberKind, wordNumber } from './number-format.ts'
import type { XlsAnswer, XlsJob, XlsSheet } from './read-xls.ts'

// Excel 5 and 95 wrote GBK, which the library reads with its tables.
set_cptable(codePages)
parentPort?.postMessage(answer(workerData as XlsJob), [])

function answer({ bytes, as }: XlsJob): XlsAnswer {
  try {
    if (as === 'xlsx') return { xlsx: converted(bytes) }
    const book = read(bytes, {
      type: 'array',
      dense: true,
      cellFormula: false,
      cellHTML: false,
      cellNF: true,
      cellText: false,
    })
    return { sheets: book.SheetNames.map((name, index) => readSheet(book, name, index)) }
  } catch (error) {
    const isLocked = error instanceof Error && /password/i.test(error.message)
    return { problem: isLocked ? 'encrypted' : 'damaged' }
  }
}

function converted(bytes: Uint8Array): Uint8Array {
  const book = read(bytes, {
    type: 'array',
    dense: true,
    cellFormula: true,
    cellHTML: false,
    cellNF: true,
    cellStyles: true,
    cellText: false,
  })
  // The library does not write over rows that it has not read.
  for (const { '!data': data } of Object.values(book.Sheets)) for (let row = 0; row < (data?.length ?? 0); row += 1) data![row] ??= []
  return new Uint8Array(write(book, { type: 'array', bookType: 'xlsx', compression: true, cellStyles: true }) as ArrayBuffer)
}

function readSheet(book: WorkBook, name: string, index: number): XlsSheet {
  const sheet = book.Sheets[name]
  const isHidden = (book.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0
  const data = sheet?.['!data']
  if (isHidden || !sheet || !data) return { name, skipped: isHidden ? 'hidden' : 'not_a_table', merges: [], rows: [] }
  const is1904 = book.Workbook?.WBProps?.date1904 ?? false
  const rows = Array.from(data, (cells, row) => ({ row: row + 1, cells: Array.from(cells ?? [], (cell) => wordCell(cell, is1904)) }))
  return { name, merges: readMerges(sheet), rows: rows.filter(({ cells }) => cells.length > 0) }
}

function readMerges(sheet: WorkSheet): XlsSheet['merges'] {
  const merges = sheet['!merges'] ?? []
  return merges.map(({ s, e }) => ({ top: s.r + 1, left: s.c, bottom: e.r + 1, right: e.c })).sort((a, b) => a.top - b.top)
}

function wordCell(cell: CellObject | undefined, is1904: boolean): string {
  if (!cell || cell.v === undefined || cell.t === 'z') return ''
  if (cell.t === 'b') return cell.v ? 'TRUE' : 'FALSE'
  if (cell.t === 'e') return cell.w ?? '#VALUE!'
  if (cell.t !== 'n') return String(cell.v)
  return wordNumber(String(cell.v), numberKind(0, typeof cell.z === 'string' ? cell.z : 'General'), is1904)
}
