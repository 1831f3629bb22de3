import { type CellRange, columnsOfExcel, readRange } from './cell-name.ts'
import { SheetProblem } from './sheet-problem.ts'
import { utf8Text } from './xml.ts'
import { unpack, type ZipPart } from './zip-parts.ts'

const maxMerges = 200_000
const mergeTag = /<(?:[\w.-]+:)?mergeCell\s[^>]*?\bref\s*=\s*["']([^"']{1,32})["']/g
const tailOverlap = 512

/**
 * The merged ranges of a sheet, which its file tells behind all rows although they are needed before: a first quick pass that only looks for
 * them. In the order of their top rows.
 */
export async function readMerges(part: ZipPart): Promise<CellRange[]> {
  const merges: CellRange[] = []
  let rest = ''
  for await (const text of utf8Text(unpack(part))) {
    const seen = rest + text
    let end = 0
    if (seen.includes('mergeCell')) {
      for (const match of seen.matchAll(mergeTag)) {
        end = match.index + match[0].length
        const range = readRange(match[1] ?? '')
        if (range) merges.push(range)
      }
      if (merges.length > maxMerges) throw new SheetProblem('zip_bomb', { limit: maxMerges })
    }
    rest = seen.slice(Math.max(end, seen.length - tailOverlap))
  }
  return merges.sort((a, b) => a.top - b.top)
}

export interface FilledRow {
  readonly cells: string[]
  /** Whether anything in it is its own, rather than a merged cell that began in a row above. */
  readonly hasOwn: boolean
}

/** Gives a function that fills the rows of one sheet, called in their order: every blank cell of a merged range takes the text of its first. */
export function mergeFiller(merges: readonly CellRange[], maxColumns: number): (row: number, cells: string[]) => FilledRow {
  const active: { range: CellRange; text: string }[] = []
  let next = 0
  return (row, cells) => {
    const hasOwn = cells.some((cell) => cell.trim() !== '')
    for (let range = merges[next]; range && range.top <= row; range = merges[++next]) {
      const text = range.top === row ? (cells[range.left] ?? '') : ''
      if (range.bottom > range.top || range.right > range.left) active.push({ range, text })
    }
    let width = 0
    for (let index = active.length - 1; index >= 0; index -= 1) {
      const { range, text } = active[index]!
      if (range.bottom < row) {
        active[index] = active.at(-1)!
        active.pop()
        continue
      }
      width += range.right - range.left + 1
      if (width > columnsOfExcel) throw new SheetProblem('damaged', { row, found: 'merged cells' })
      if (text) fill(cells, text, range.left, Math.min(range.right, maxColumns - 1))
    }
    return { cells, hasOwn }
  }
}

function fill(cells: string[], text: string, from: number, to: number): void {
  for (let column = from; column <= to; column += 1) {
    while (cells.length < column) cells.push('')
    if (!cells[column]) cells[column] = text
  }
}
