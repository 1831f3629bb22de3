import type { SheetLimits } from './limits.ts'
import { mergeFiller, readMerges } from './merged-cells.ts'
import { readSharedStrings } from './shared-strings.ts'
import type { SheetEvent } from './sheet-event.ts'
import { SheetProblem } from './sheet-problem.ts'
import { tableTeller } from './tell-rows.ts'
import { openXlsx, readCellStyles, type XlsxBook } from './xlsx-book.ts'
import { readRows, type XlsxTexts } from './xlsx-rows.ts'

/** The sheets of a workbook, one after the other, each from its packed bytes: the rows are never held. */
export async function* readXlsx(bytes: Buffer, limits: SheetLimits): AsyncGenerator<SheetEvent> {
  const book = await openXlsx(bytes, limits)
  yield { kind: 'file', format: 'xlsx' }
  const texts = await readTexts(book, limits)
  const teller = tableTeller(limits)
  for (const [sheet, { name, isHidden, part }] of book.sheets.entries()) {
    if (isHidden || !part) {
      yield { kind: 'sheet', sheet, name, skipped: isHidden ? 'hidden' : 'not_a_table' }
      continue
    }
    yield { kind: 'sheet', sheet, name }
    try {
      const tell = teller(sheet, name, mergeFiller(await readMerges(part), limits.maxColumns))
      for await (const raw of readRows(part, texts, limits)) {
        const event = tell(raw)
        if (event) yield event
      }
    } catch (error) {
      throw named(error, name)
    }
  }
}

export async function readTexts(book: XlsxBook, limits: SheetLimits): Promise<XlsxTexts> {
  const styles = await readCellStyles(book.stylesPart)
  const strings = await readSharedStrings(book.sharedStringsPart, limits)
  return { strings, ...styles, is1904: book.is1904 }
}

/** The same problem with the sheet it happened in. */
export function named(error: unknown, sheet: string): unknown {
  if (!(error instanceof SheetProblem) || error.sheet !== undefined) return error
  return error.at({ sheet })
}
