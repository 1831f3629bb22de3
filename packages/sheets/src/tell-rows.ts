import type { SheetLimits } from './limits.ts'
import type { mergeFiller } from './merged-cells.ts'
import type { SheetEvent } from './sheet-event.ts'
import { SheetProblem } from './sheet-problem.ts'
import { isStorable } from './storable.ts'
import type { RawRow } from './xlsx-rows.ts'

type TellRow = (raw: RawRow) => SheetEvent | null

/**
 * What a row of a workbook becomes: an event, or nothing when it is blank or only continues merged cells. Counts over all sheets of a file and
 * throws `too_many_rows` at the first row too many.
 */
export function tableTeller(limits: SheetLimits): (sheet: number, name: string, fill: ReturnType<typeof mergeFiller>) => TellRow {
  const count = rowCounter(limits.maxRows)
  return (sheet, name, fill) =>
    ({ row, cells, problem, struck, uncomputed, rounded }) => {
      const filled = fill(row, cells)
      if (problem) {
        count({ sheet: name, row })
        return { kind: 'problem', sheet, row, problem: problem.at({ sheet: name }) }
      }
      if (!filled.hasOwn) return null
      count({ sheet: name, row })
      const column = cells.findIndex((cell) => !isStorable(cell))
      if (column >= 0) return { kind: 'problem', sheet, row, problem: new SheetProblem('bad_character', { sheet: name, row, column }) }
      const marks = { ...(struck && { struck }), ...(uncomputed && { uncomputed }), ...(rounded && { rounded }) }
      return { kind: 'row', sheet, row, cells: filled.cells, ...marks }
    }
}

/** Throws `too_many_rows` when it is called once more than allowed. */
export function rowCounter(limit: number): (place: { sheet?: string; row: number }) => void {
  let rows = 0
  return (place) => {
    rows += 1
    if (rows > limit) throw new SheetProblem('too_many_rows', { ...place, limit })
  }
}
