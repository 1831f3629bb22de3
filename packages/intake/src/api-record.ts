import { postingFields } from '@zhihe/contracts/posting'
import { personHeadings } from './data/heading-words.ts'
import { readHeading } from './headings.ts'
import { underHeading } from './map-columns.ts'
import { isRowField, type PostingRow, type RowField } from './row-field.ts'

/** An object of a file: what it says in words, and what it says as our API would. */
export interface ApiRecord {
  fields: PostingRow
  /** Values of a posting's own fields (`pay {minFen …}`, `regionCode`, `education` codes), for `draftPosting`. */
  given: Readonly<Record<string, unknown>>
}

/** Keys of the API whose values are words that the readers read. */
const worded: Readonly<Record<string, RowField>> = {
  title: 'title',
  description: 'duties',
  requirementsText: 'requirements',
  address: 'address',
}
/** Keys of the API for which somebody may also write words. */
const aliases: Readonly<Record<string, RowField>> = {
  regionCode: 'region',
  occupationCode: 'category',
  experienceYears: 'experience',
  employerStatement: 'disability',
  contact: 'contactPhone',
}
/** What says whose the posting is. */
const references: ReadonlySet<string> = new Set(['id', 'source', 'fairId', 'employerId'])
const ofEmployer: Readonly<Record<string, RowField>> = {
  name: 'employerName',
  uscc: 'employerUscc',
  kind: 'employerKind',
  regionCode: 'employerRegion',
  address: 'employerAddress',
}

/**
 * Reads an object key by key: a value that the contract of a posting takes, or that can be nothing else (an object), is the posting's as it
 * stands; everything else is words, by the meaning of its key. What nobody knows is kept under its key.
 */
export function apiRecord(value: Readonly<Record<string, unknown>>, fieldOf: (key: string) => RowField | null = fieldOfKey): ApiRecord {
  const fields: Partial<Record<RowField, string>> = {}
  const given: Record<string, unknown> = {}
  const add = (field: RowField, text: string) => {
    if (text !== '') fields[field] = fields[field] === undefined ? text : `${fields[field]}\n${text}`
  }
  for (const [key, cell] of Object.entries(value)) {
    if (references.has(key) || personHeadings.test(key) || cell === null || cell === undefined) continue
    if (isGiven(key, cell)) given[key] = cell
    else if (key === 'employer' && isObject(cell)) addEmployer(cell, add)
    else {
      const field = worded[key] ?? aliases[key] ?? fieldOf(key) ?? 'other'
      const text = wordsOf(cell)
      add(field, field === 'other' && text !== '' ? underHeading(key, text) : text)
    }
  }
  return { fields, given }
}

function fieldOfKey(key: string): RowField | null {
  return isRowField(key) ? key : (readHeading(key)?.field ?? null)
}

function isGiven(key: string, cell: unknown): boolean {
  if (worded[key] !== undefined || !isPostingField(key)) return false
  return postingFields[key].safeParse(cell).success || isObject(cell) || (Array.isArray(cell) && cell.some(isObject))
}

function isPostingField(key: string): key is keyof typeof postingFields {
  return Object.hasOwn(postingFields, key)
}

function addEmployer(employer: Readonly<Record<string, unknown>>, add: (field: RowField, text: string) => void): void {
  for (const [key, field] of Object.entries(ofEmployer)) add(field, wordsOf(employer[key]))
}

function wordsOf(cell: unknown): string {
  if (typeof cell === 'string') return cell.trim()
  if (typeof cell === 'number') return String(cell)
  if (typeof cell === 'boolean') return cell ? '是' : '否'
  if (Array.isArray(cell)) return cell.map(wordsOf).filter(Boolean).join('、')
  return isObject(cell) ? JSON.stringify(cell) : ''
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
