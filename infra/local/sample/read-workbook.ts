import { read, utils, type WorkBook } from '@e965/xlsx'
import type { NewEmployer } from '@zhihe/contracts/employer'
import type { newFair } from '@zhihe/contracts/fair'
import { findRegion } from '@zhihe/vocabulary/region'
import type { z } from 'zod'
import { type ColumnKey, columns, fairFields, sheetNames } from './columns.ts'
import type { RowCells } from './read-cell.ts'
import { readEmployer, readPosting, type SamplePosting } from './read-row.ts'

type NewFair = z.infer<typeof newFair>

export interface SampleWorkbook {
  fair: NewFair
  employers: NewEmployer[]
  postings: SamplePosting[]
  /** Wordings that became no value: row of the sheet (from 1), heading, words. They stay as text in the posting. */
  unread: { row: number; column: string; text: string }[]
}

/** Reads the sample workbook. Pure. Throws when a sheet, a heading or a fact of the fair is missing: then it is another file. */
export function readSampleWorkbook(bytes: Uint8Array): SampleWorkbook {
  const workbook = read(bytes, { type: 'array' })
  const result: SampleWorkbook = { fair: readFair(workbook), employers: [], postings: [], unread: [] }
  const rows = rowsOf(workbook, sheetNames.postings)
  const headerAt = rows.findIndex((row) => row.includes('岗位名称'))
  const keys = keysOf(rows[headerAt] ?? [])
  const employers = new Map<string, NewEmployer>()

  for (const [at, row] of rows.entries()) {
    const cells = cellsOf(row, keys)
    // A total or a blank line has no code of an employer.
    if (at <= headerAt || cells.uscc === undefined) continue
    const tell = (column: ColumnKey, text: string) => result.unread.push({ row: at + 1, column: headingOf(column), text })
    const employer = employers.get(cells.uscc) ?? readEmployer(cells, tell)
    if (employer === null) continue
    employers.set(cells.uscc, employer)
    result.postings.push(readPosting(cells, employer, tell))
  }
  result.employers.push(...employers.values())
  return result
}

function rowsOf(workbook: WorkBook, name: string): string[][] {
  const sheet = workbook.Sheets[name]
  if (!sheet) throw new Error(`the workbook has no sheet ${name}`)
  return utils.sheet_to_json<string[]>(sheet, { header: 1, raw: false, defval: '', blankrows: true })
}

function keysOf(headings: readonly string[]): (ColumnKey | undefined)[] {
  const missing = columns.filter(({ heading }) => !headings.includes(heading))
  if (missing.length > 0) throw new Error(`the sheet has no column ${missing.map(({ heading }) => heading).join(', ')}`)
  return headings.map((heading) => columns.find((column) => column.heading === heading)?.key)
}

function headingOf(key: ColumnKey): string {
  return columns.find((column) => column.key === key)?.heading ?? key
}

function cellsOf(row: readonly string[], keys: readonly (ColumnKey | undefined)[]): RowCells {
  const cells: RowCells = {}
  for (const [at, key] of keys.entries()) {
    const text = (row[at] ?? '').trim()
    if (key !== undefined && text !== '') cells[key] = text
  }
  return cells
}

function readFair(workbook: WorkBook): NewFair {
  const facts = new Map(rowsOf(workbook, sheetNames.guide).map(([name = '', value = '']) => [name, value]))
  const fact = (key: keyof typeof fairFields) => {
    const value = facts.get(fairFields[key])
    if (!value) throw new Error(`the workbook does not say ${fairFields[key]}`)
    return value
  }
  const regionCode = findRegion(fact('region'))
  if (regionCode === null) throw new Error(`${fairFields.region} is no region we know`)
  return {
    name: fact('name'),
    regionCode,
    opensAt: `${fact('opens')}T00:00:00+08:00`,
    closesAt: `${fact('closes')}T23:59:59+08:00`,
    venue: fact('venue'),
    online: fact('online') === '是',
    organiserName: fact('organiser'),
  }
}
