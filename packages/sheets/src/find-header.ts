import { distinctTexts, foldHeading, isBlankRow, isNoteRow, isTotalRow } from './row-kind.ts'

/** A row as `openSheets` tells it. */
export interface HeaderRow {
  readonly row: number
  readonly cells: readonly string[]
}

export interface HeaderColumn {
  /** From 0. */
  readonly index: number
  /** Folded (`foldHeading`), the rows of a deep header joined: `招聘条件/学历`. Units and remarks in brackets stay. */
  readonly heading: string
}

export interface Header {
  /** First and last row of the header, as numbered in the file; data begins behind the last. */
  readonly rows: readonly [number, number]
  readonly columns: readonly HeaderColumn[]
}

/** How sure it is that a folded text heads a column: 0-1, or yes and no. It is asked for whole joined headings and for their last part. */
export type IsHeading = (text: string) => boolean | number

const rowsToSearch = 30
const maxHeaderRows = 3
const longestHeading = 24
/** A row more must make the columns better known by this. */
const rowPrice = 0.1

/**
 * Finds the header among the first rows of a sheet: not only in row 1, under titles, up to three rows deep. The window whose columns are
 * known best wins; a row is only taken in when it makes more columns known or is a heading of several columns over them. Null when no row
 * looks like a header.
 */
export function findHeader(rows: readonly HeaderRow[], isHeading: IsHeading): Header | null {
  const searched = rows.slice(0, rowsToSearch)
  const sure = remembered(isHeading)
  let best: Candidate | null = null
  for (const index of searched.keys()) {
    for (let depth = 1; depth <= maxHeaderRows; depth += 1) {
      const window = searched.slice(index, index + depth)
      if (window.length < depth || (depth > 1 && !window.every(({ cells }) => couldBeHeader(cells)))) break
      const { known, total } = scoreOf(window, sure)
      const score = total - rowPrice * (depth - 1)
      if (score > (best?.score ?? 0) && (depth === 1 || lastRowHeads(window, sure))) best = { window, known, score }
    }
  }
  if (!best || !isConvincing(best)) return null
  return headerOf(withParents(withLowest(best.window, searched, sure), searched))
}

/** The header that somebody says to stand in these rows (first and last, as numbered in the file). */
export function headerAt(rows: readonly HeaderRow[], [first, last]: readonly [number, number]): Header {
  return { rows: [first, last], columns: columnsOf(rows.filter(({ row }) => row >= first && row <= last)) }
}

interface Candidate {
  readonly window: readonly HeaderRow[]
  readonly known: number
  readonly score: number
}

/** Whether a row behind the header says the header again, as pages that were put together do. */
export function repeatsHeader({ columns }: Header, cells: readonly string[]): boolean {
  const filled = columns.filter(({ index }) => (cells[index] ?? '').trim() !== '')
  const same = filled.filter(({ index, heading }) => heading.split('/').includes(foldHeading(cells[index] ?? '')))
  return same.length >= 2 && same.length === filled.length
}

export type RowKind = 'data' | 'blank' | 'total' | 'note' | 'header'

/** What a row behind the header is. Only `data` is a posting. */
export function rowKind(header: Header, cells: readonly string[]): RowKind {
  if (isBlankRow(cells)) return 'blank'
  if (repeatsHeader(header, cells)) return 'header'
  if (isTotalRow(cells)) return 'total'
  return isNoteRow(cells) ? 'note' : 'data'
}

type Sure = (heading: string) => number

function remembered(isHeading: IsHeading): Sure {
  const known = new Map<string, number>()
  return (heading) => {
    const seen = known.get(heading)
    if (seen !== undefined) return seen
    const sure = Number(isHeading(heading))
    known.set(heading, sure)
    return sure
  }
}

/** A heading that merged cells repeat counts once, or a row of groups would outdo the headings below it. */
function scoreOf(window: readonly HeaderRow[], sure: Sure): { known: number; total: number } {
  const columns = [...new Map(columnsOf(window).map((column) => [column.heading, column])).values()]
  const scores = columns.map(({ heading }) => headingScore(heading, sure))
  const known = scores.filter((score) => score > 0).length
  const long = columns.filter(({ heading }) => heading.length > longestHeading * window.length).length
  return { known, total: scores.reduce((sum, score) => sum + score, 0) - long }
}

/** The lowest part says what the column holds; a part above it only when the lowest means nothing by itself. */
function headingScore(heading: string, sure: Sure): number {
  const parts = heading.split('/')
  return Math.max(sure(heading), sure(parts.at(-1) ?? ''), 0.5 * Math.max(0, ...parts.slice(0, -1).map(sure)))
}

/** The last row must itself head columns, or a first row of data would be taken in. */
function lastRowHeads(window: readonly HeaderRow[], sure: Sure): boolean {
  const last = window.at(-1)?.cells ?? []
  const above = window.slice(0, -1)
  const own = last.filter((cell, index) => cell.trim() !== '' && !above.some(({ cells }) => cells[index] === cell))
  const known = own.filter((cell) => sure(foldHeading(cell)) > 0)
  return own.length > 0 && known.length * 2 >= own.length
}

function couldBeHeader(cells: readonly string[]): boolean {
  const texts = distinctTexts(cells)
  return texts.length > 0 && texts.every((text) => foldHeading(text).length <= longestHeading * 2 && !/^[\d.,%/-]+$/.test(text))
}

/** Two headings, or a narrow table that is headings throughout: one word in a line of an instruction is none. */
function isConvincing({ window, known, score }: Candidate): boolean {
  return (known >= 2 && score >= 1) || known === columnsOf(window).length
}

/** A row that only goes on with merged headings but for a few of its own (电话 under 联系方式) is the lowest of the header, not a posting. */
function withLowest(window: readonly HeaderRow[], rows: readonly HeaderRow[], sure: Sure): readonly HeaderRow[] {
  const last = window.at(-1)
  const below = last && rows[rows.indexOf(last) + 1]
  if (!below || window.length >= maxHeaderRows || !couldBeHeader(below.cells)) return window
  const filled = below.cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
  const own = below.cells.map((cell) => cell.trim()).filter((cell, index) => cell !== '' && cell !== last.cells[index]?.trim())
  const goesOn = sharedCells(last, below) >= 2 && own.length > 0 && own.length * 2 <= filled.length
  return goesOn && own.every((cell) => sure(foldHeading(cell)) > 0) ? withLowest([...window, below], rows, sure) : window
}

/** Rows of group headings over the header belong to it: several short texts that together stand over at least half of its columns, or go on in it. */
function withParents(window: readonly HeaderRow[], rows: readonly HeaderRow[]): readonly HeaderRow[] {
  const [first] = window
  const above = first && rows[rows.indexOf(first) - 1]
  if (!above || window.length >= maxHeaderRows) return window
  const columns = columnsOf(window)
  const covered = columns.filter(({ index }) => (above.cells[index] ?? '').trim() !== '').length
  const texts = distinctTexts(above.cells)
  const isGroups = texts.length >= 2 && texts.every((text) => foldHeading(text).length <= 12 && !/[:：\d]/.test(text))
  const isOver = isGroups && covered * 2 >= columns.length && covered > texts.length
  return isOver || sharedCells(above, first) >= 2 ? withParents([above, ...window], rows) : window
}

/** Cells that say the same in both rows: merged downwards. */
function sharedCells({ cells }: HeaderRow, other: HeaderRow): number {
  return cells.filter((cell, index) => cell.trim() !== '' && cell.trim() === other.cells[index]?.trim()).length
}

function headerOf(window: readonly HeaderRow[]): Header {
  return { rows: [window[0]?.row ?? 0, window.at(-1)?.row ?? 0], columns: columnsOf(window) }
}

function columnsOf(window: readonly HeaderRow[]): HeaderColumn[] {
  const width = Math.max(0, ...window.map(({ cells }) => cells.length))
  const columns: HeaderColumn[] = []
  for (let index = 0; index < width; index += 1) {
    const parts = window.map(({ cells }) => foldHeading(cells[index] ?? '')).filter((part) => part !== '')
    const heading = [...new Set(parts)].join('/')
    if (heading !== '') columns.push({ index, heading })
  }
  return columns
}
