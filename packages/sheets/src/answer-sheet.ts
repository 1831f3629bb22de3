import type { AnswerLine } from './answer.ts'
import { answerColumns, type Edits } from './answer-columns.ts'
import { heightOf, heightText } from './answer-height.ts'
import type { ToneStyles } from './answer-styles.ts'
import { cellName, readCellName, readRange } from './cell-name.ts'
import { startTag, type TextEdit, textEditor } from './text-edits.ts'
import { type XmlSpan, xmlReader } from './xml.ts'
import type { XmlTag } from './xml-tag.ts'
import { textCell } from './xml-text.ts'

export interface SheetAnswerPlan {
  readonly lines: ReadonlyMap<number, AnswerLine>
  /** Of the status; the explanation stands in the next. */
  readonly column: number
  /** Cells of hers that take the colour of their row: columns by row. */
  readonly marked: ReadonlyMap<number, ReadonlySet<number>>
  readonly styles: ToneStyles | null
}

/** A sheet's XML with the two columns in it and every other character as it was. */
export async function* answerSheet(pieces: AsyncIterable<string>, plan: SheetAnswerPlan): AsyncGenerator<string> {
  const writer = sheetWriter(plan)
  const reader = xmlReader(writer)
  const editor = textEditor()
  for await (const piece of pieces) {
    editor.hold(piece)
    reader.write(piece)
    yield editor.release(writer.takeEdits(), writer.settled())
  }
  reader.end()
  yield editor.release(writer.takeEdits(), Number.MAX_SAFE_INTEGER)
}

function sheetWriter(plan: SheetAnswerPlan) {
  let edits: TextEdit[] = []
  let settled = 0
  const edit = ({ start, end }: XmlSpan, text: string) => void edits.push({ start, end, text })
  const insert = (at: number, text: string) => edit({ start: at, end: at }, text)
  const columns = answerColumns(plan.column, { edit, insert })
  const rows = answerRows(plan, { edit, insert })

  return {
    takeEdits: () => {
      const taken = edits
      edits = []
      return taken
    },
    /** Up to where no edit can follow. */
    settled: () => rows.droppingFrom() ?? settled,
    open: (tag: XmlTag, span: XmlSpan) => {
      settled = span.start
      if (tag.name === 'dimension' && tag.isSelfClosing)
        edit(span, startTag(tag, { ref: widened(tag.attributes['ref'] ?? '', plan.column + 1) }, true))
      else if (tag.name === 'sheetData' && !tag.isSelfClosing) rows.beginAll(tag.prefix)
      else if (tag.name === 'row') rows.begin(tag, span)
      else if (tag.name === 'c') rows.beginCell(tag, span)
      columns.open(tag, span)
    },
    close: (name: string, span: XmlSpan) => {
      settled = span.start
      if (name === 'c') settled = rows.endCell(span)
      else if (name === 'row') rows.end(span)
      else if (name === 'sheetData') rows.endAll(span)
      else columns.close(name, span)
    },
  }
}

/** Writes our cells into the rows that have an answer, and such rows where the file has none. */
function answerRows(plan: SheetAnswerPlan, { edit, insert }: Edits) {
  let pending: number[] = []
  let prefix = ''
  let row = 0
  let open: OpenRow | null = null

  const missing = (before: number): string => {
    let written = ''
    for (let next = pending[0]; next !== undefined && next < before; next = pending[0]) {
      pending.shift()
      written += `<${prefix}row r="${next}"${heightText(plan.lines.get(next))}>${cellsOf(plan, { row: next, prefix, neighbourStyle: undefined })}</${prefix}row>`
    }
    return written
  }
  const insertMissing = (at: number, before: number) => {
    const text = missing(before)
    if (text !== '') insert(at, text)
  }
  const colour = (tag: XmlTag, span: XmlSpan, at: number) => {
    const tone = plan.lines.get(at)?.tone ?? 'heading'
    const style = tone === 'heading' ? undefined : plan.styles?.hers(Number(tag.attributes['s'] ?? 0), tone)
    if (style !== undefined) edit(span, startTag(tag, { s: String(style) }, tag.isSelfClosing))
  }
  return {
    droppingFrom: () => open?.dropFrom,
    beginAll: (given: string) => {
      prefix = given
      pending = [...plan.lines.keys()].sort((a, b) => a - b)
    },
    endAll: ({ start }: XmlSpan) => insertMissing(start, Number.POSITIVE_INFINITY),
    begin: (tag: XmlTag, span: XmlSpan) => {
      row = Number(tag.attributes['r'] ?? row + 1)
      insertMissing(span.start, row)
      if (pending[0] !== row) return
      pending.shift()
      open = { row, prefix, column: -1, neighbourStyle: undefined, isWritten: tag.isSelfClosing, dropFrom: null }
      const heights = heightOf(plan.lines.get(row), tag.attributes)
      const start = startTag(tag, { spans: undefined, ...heights }, false)
      if (tag.isSelfClosing) edit(span, `${start}${cellsOf(plan, open)}</${prefix}row>`)
      else if (tag.attributes['spans'] !== undefined || Object.keys(heights).length > 0) edit(span, start)
    },
    beginCell: (tag: XmlTag, span: XmlSpan) => {
      const { start } = span
      if (!open) return
      open.column = readCellName(tag.attributes['r'] ?? '')?.column ?? open.column + 1
      if (open.column >= plan.column && !open.isWritten) {
        insert(start, cellsOf(plan, open))
        open.isWritten = true
      }
      if (open.column < plan.column) open.neighbourStyle = tag.attributes['s']
      // What stands in these two columns is a style, or our own earlier answer.
      else if (open.column <= plan.column + 1) open.dropFrom = start
      if (open.column < plan.column && plan.marked.get(open.row)?.has(open.column)) colour(tag, span, open.row)
    },
    /** Up to where the text is settled now. */
    endCell: (span: XmlSpan): number => {
      if (open?.dropFrom == null) return span.start
      edit({ start: open.dropFrom, end: span.end }, '')
      open.dropFrom = null
      return span.end
    },
    end: ({ start }: XmlSpan) => {
      if (open && !open.isWritten) insert(start, cellsOf(plan, open))
      open = null
    },
  }
}

interface RowPlace {
  readonly row: number
  readonly prefix: string
  /** The style of her last cell in the row, which our heading takes over. */
  neighbourStyle: string | undefined
}

interface OpenRow extends RowPlace {
  column: number
  isWritten: boolean
  /** Where a cell of hers that gives way to ours began. */
  dropFrom: number | null
}

function cellsOf({ lines, column, styles }: SheetAnswerPlan, { row, prefix, neighbourStyle }: RowPlace): string {
  const line = lines.get(row)
  if (!line) return ''
  const heading = neighbourStyle === undefined ? undefined : Number(neighbourStyle)
  const style = line.tone === 'heading' ? heading : styles?.own[line.tone]
  return [line.status, line.explanation].map((text, index) => textCell(cellName(row, column + index), text, { prefix, style })).join('')
}

function widened(ref: string, column: number): string {
  const range = readRange(ref)
  return range ? `${cellName(range.top, range.left)}:${cellName(range.bottom, Math.max(range.right, column))}` : ref
}
