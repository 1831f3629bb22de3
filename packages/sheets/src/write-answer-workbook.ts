import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32, createDeflateRaw } from 'node:zlib'
import { type AnswerHeadings, type AnswerLine, answeredColumn, answerLines, type SheetAnswers } from './answer.ts'
import { answerCsv } from './answer-csv.ts'
import { answerSheet, type SheetAnswerPlan } from './answer-sheet.ts'
import { addToneStyles } from './answer-styles.ts'
import { defaultLimits, type SheetLimits } from './limits.ts'
import { makeWorkbook } from './make-workbook.ts'
import { readMerges } from './merged-cells.ts'
import { openSheets } from './open-sheets.ts'
import { xlsxOfXls } from './read-xls.ts'
import { readTexts } from './read-xlsx.ts'
import { type SourceHints, sniff } from './sniff.ts'
import { openXlsx, type XlsxBook } from './xlsx-book.ts'
import { readRows, type XlsxTexts } from './xlsx-rows.ts'
import { utf8Text } from './xml.ts'
import { unpack, type ZipPart } from './zip-parts.ts'
import { writeZip } from './zip-write.ts'

export type { AnswerHeadings, AnswerTone, RowAnswer, SheetAnswers } from './answer.ts'

export interface AnswerOptions extends SourceHints {
  readonly sheets: readonly SheetAnswers[]
  /** Defaults to 职合状态 and 职合说明. */
  readonly headings?: AnswerHeadings
  readonly limits?: Partial<SheetLimits>
}

export interface AnswerFile {
  readonly bytes: Buffer
  readonly extension: 'xlsx' | 'csv'
  readonly contentType: string
}

const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const defaultHeadings: AnswerHeadings = { status: '职合状态', explanation: '职合说明' }

/**
 * The organiser's own file with a status and an explanation behind the last used column, coloured and worded; the cells they speak of take
 * the colour, and an answer of ours that stands there already gives way. An XLSX keeps every part and every
 * character of hers (styles, widths, other sheets, formulas); a CSV comes back as UTF-8 with its mark. An XLS comes back as an XLSX without its
 * colours; one with macros, which are not passed on, as a plain XLSX of its texts; JSON as a list of its records. Throws `SheetProblem`.
 */
export async function writeAnswerWorkbook(original: Buffer, options: AnswerOptions): Promise<AnswerFile> {
  const limits = { ...defaultLimits, ...options.limits }
  const headings = options.headings ?? defaultHeadings
  const linesOf = new Map(options.sheets.map((answers) => [answers.sheet, answerLines(answers, headings)]))
  const kind = sniff(original, options)
  if (kind === 'csv')
    return {
      bytes: await answerCsv(original, linesOf.get(0) ?? new Map(), limits),
      extension: 'csv',
      contentType: 'text/csv; charset=utf-8',
    }
  const workbook = (bytes: Buffer): AnswerFile => ({ bytes, extension: 'xlsx', contentType: xlsxType })
  if (kind === 'xls') return workbook(await answerXls(original, linesOf, limits))
  if (kind !== 'xlsx') return workbook(listOfRecords(linesOf.get(0) ?? new Map(), headings))
  const book = await openXlsx(original, limits)
  return workbook(book.hasMacros ? await remake(original, linesOf, limits) : await answerBook(book, linesOf, limits))
}

/** A file of the old format that cannot be turned into the new one comes back as its texts. */
async function answerXls(original: Buffer, linesOf: LinesBySheet, limits: SheetLimits): Promise<Buffer> {
  const xlsx = await xlsxOfXls(original, limits)
  return xlsx === null ? await remake(original, linesOf, limits) : await answerBook(await openXlsx(xlsx, limits), linesOf, limits)
}

type LinesBySheet = ReadonlyMap<number, ReadonlyMap<number, AnswerLine>>

async function answerBook(book: XlsxBook, linesOf: LinesBySheet, limits: SheetLimits): Promise<Buffer> {
  const texts = await readTexts(book, limits)
  const styled = await addToneStyles(book.stylesPart, marksCells(linesOf))
  const changed = new Map<string, ZipPart>()
  if (styled) changed.set(styled.part.name, styled.part)
  for (const [index, { part }] of book.sheets.entries()) {
    const lines = linesOf.get(index)
    if (!part || !lines || lines.size === 0) continue
    const place = await placeIn(part, lines, { texts, limits })
    changed.set(part.name, await rewritePart(part, { lines, ...place, styles: styled?.styles ?? null }))
  }
  return writeZip([...book.parts.values()].map((part) => changed.get(part.name) ?? part))
}

function marksCells(linesOf: LinesBySheet): boolean {
  return [...linesOf.values()].some((lines) => [...lines.values()].some(({ cells, words }) => cells.length + words.length > 0))
}

interface Reading {
  readonly texts: XlsxTexts
  readonly limits: SheetLimits
}

/**
 * Where our columns go: in the place of those we wrote before, else behind every text of the sheet and every merged range that is not a title over the
 * whole width. And which cells of hers are meant.
 */
async function placeIn(part: ZipPart, lines: ReadonlyMap<number, AnswerLine>, { texts, limits }: Reading): Promise<Place> {
  let used = 0
  let ours: number | null = null
  const marked = new Map<number, ReadonlySet<number>>()
  for await (const { row, cells } of readRows(part, texts, limits)) {
    used = Math.max(used, cells.length)
    ours ??= answeredColumn(lines, row, cells)
    const line = lines.get(row)
    if (line && line.cells.length + line.words.length > 0) marked.set(row, markedIn(cells, line))
  }
  for (const { right } of await readMerges(part)) if (right < limits.maxColumns - 1) used = Math.max(used, right + 1)
  return { column: ours ?? used, marked }
}

type Place = Pick<SheetAnswerPlan, 'column' | 'marked'>

function markedIn(cells: readonly string[], { cells: named, words }: AnswerLine): ReadonlySet<number> {
  const worded = cells.flatMap((cell, column) => (words.some((word) => cell.includes(word)) ? [column] : []))
  return new Set([...named, ...worded])
}

async function rewritePart(part: ZipPart, plan: SheetAnswerPlan): Promise<ZipPart> {
  const packed: Buffer[] = []
  let crc = 0
  let size = 0
  const written = async function* () {
    for await (const text of answerSheet(utf8Text(unpack(part)), plan)) {
      const bytes = Buffer.from(text)
      crc = crc32(bytes, crc)
      size += bytes.length
      yield bytes
    }
  }
  await pipeline(Readable.from(written()), createDeflateRaw(), async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) packed.push(piece)
  })
  return { name: part.name, packed: Buffer.concat(packed), method: 8, crc, size }
}

/** Her texts and ours in a new, plain workbook. */
async function remake(original: Buffer, linesOf: LinesBySheet, limits: SheetLimits): Promise<Buffer> {
  const sheets: { name: string; rows: string[][]; sheet: number }[] = []
  for await (const event of openSheets(oneOf(original), { limits })) {
    if (event.kind === 'sheet' && !event.skipped) sheets.push({ name: event.name, rows: [], sheet: event.sheet })
    if (event.kind !== 'row') continue
    const rows = sheets.at(-1)?.rows ?? []
    while (rows.length < event.row) rows.push([])
    rows[event.row - 1] = [...event.cells]
  }
  return makeWorkbook(sheets.map(({ name, rows, sheet }) => ({ name, rows: withLines(rows, linesOf.get(sheet) ?? new Map()) })))
}

function withLines(rows: readonly string[][], lines: ReadonlyMap<number, AnswerLine>): string[][] {
  const ours = rows.map((cells, index) => answeredColumn(lines, index + 1, cells)).find((column) => column !== null)
  const width = ours ?? rows.reduce((most, { length }) => Math.max(most, length), 0)
  return rows.map((cells, index) => {
    const line = lines.get(index + 1)
    const hers = cells.slice(0, width)
    return line ? [...hers, ...Array<string>(width - hers.length).fill(''), line.status, line.explanation] : cells
  })
}

function listOfRecords(lines: ReadonlyMap<number, AnswerLine>, { status, explanation }: AnswerHeadings): Buffer {
  const rows = [...lines].map(([row, line]) => [String(row), line.status, line.explanation])
  return makeWorkbook([{ name: 'Zhihe', rows: [['#', status, explanation], ...rows] }])
}

async function* oneOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
