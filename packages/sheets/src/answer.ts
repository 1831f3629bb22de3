/** What became of a row. The colour follows it, and the status says it in words. */
export type AnswerTone = 'good' | 'ask' | 'stop' | 'aside'

export interface RowAnswer {
  /** As `openSheets` told it. */
  readonly row: number
  readonly tone: AnswerTone
  /** In few words: 已发布, 待补充, 已拦截 … */
  readonly status: string
  /** What to do about it; several lines are fine. */
  readonly explanation: string
  /** Columns, from 0, whose cells take the colour of the row, as far as they are there. */
  readonly cells?: readonly number[]
  /** Words: every cell of the row that has some of them takes the colour, too. */
  readonly words?: readonly string[]
}

export interface SheetAnswers {
  /** As `openSheets` told it; 0 for CSV and JSON. */
  readonly sheet: number
  /** The last row of the header, where the two headings go; null when the sheet has none (JSON). */
  readonly headerRow: number | null
  readonly rows: readonly RowAnswer[]
}

export interface AnswerHeadings {
  readonly status: string
  readonly explanation: string
}

/** The two columns of one row as they are written. */
export interface AnswerLine {
  readonly tone: AnswerTone | 'heading'
  readonly status: string
  readonly explanation: string
  readonly cells: readonly number[]
  readonly words: readonly string[]
}

/** The lines of a sheet by their rows, texts made harmless. */
export function answerLines({ headerRow, rows }: SheetAnswers, headings: AnswerHeadings): ReadonlyMap<number, AnswerLine> {
  const lines = new Map<number, AnswerLine>()
  if (headerRow !== null) lines.set(headerRow, { tone: 'heading', ...headings, cells: [], words: [] })
  for (const { row, tone, status, explanation, cells = [], words = [] } of rows) {
    lines.set(row, { tone, status: neutralText(status), explanation: neutralText(explanation), cells, words })
  }
  return lines
}

/** Where our two columns stand already, in a file that we have answered before; null in any other. */
export function answeredColumn(lines: ReadonlyMap<number, AnswerLine>, row: number, cells: readonly string[]): number | null {
  const heading = lines.get(row)
  if (heading?.tone !== 'heading') return null
  const at = cells.findIndex((cell, index) => cell.trim() === heading.status && cells[index + 1]?.trim() === heading.explanation)
  return at < 0 ? null : at
}

const longest = 32_767

/**
 * A text that no spreadsheet takes for a formula, however it is opened: one that begins with `=`, `+`, `-`, `@` (full-width too), a tab or a line
 * end gets an apostrophe in front. Cut to what a cell holds.
 */
export function neutralText(text: string): string {
  const harmless = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text
  return harmless.length > longest ? `${harmless.slice(0, longest - 1)}…` : harmless
}
