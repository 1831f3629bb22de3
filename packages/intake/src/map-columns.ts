import { ourHeadings, personHeadings } from './data/heading-words.ts'
import { leastConfidence, plainHeading, readHeading } from './headings.ts'
import type { RowField } from './row-field.ts'

/** A column as the file has it. */
export interface Column {
  /** From 0. */
  index: number
  /** The joined heading, empty when it has none. */
  heading: string
  /** Some of its cells, to tell what a column without a usable heading holds. */
  samples: readonly string[]
}

export interface MappedColumn {
  index: number
  heading: string
  /** Null: not read; `other`: nobody knows what it means, its words are kept under its heading. */
  field: RowField | null
  /** 0 to 100; 100 also for what a person has said. */
  confidence: number
  by: 'heading' | 'content' | 'person' | 'none'
}

/** Fields whose columns add up: the words of all of them are read one after the other. */
const addsUp: ReadonlySet<RowField> = new Set([
  'requirements',
  'duties',
  'note',
  'benefits',
  'skills',
  'licences',
  'region',
  'address',
  'disability',
  'contactName',
  'contactPhone',
  'rowNumber',
  'booth',
  'other',
])

/** Whether only one column of a sheet can have this meaning. */
export function isSingle(field: RowField): boolean {
  return !addsUp.has(field)
}

const contents: readonly (readonly [RowField, RegExp])[] = [
  ['employerUscc', /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/],
  ['contactPhone', /^(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?:[、,/;\s].*)?$/],
  ['employerName', /(?:有限公司|有限责任公司|集团|事务所|合作社|医院|学校|服务中心)$/],
  ['age', /^\d{2}\s*(?:[-~至到—]\s*\d{2})?\s*(?:周?岁)(?:以下|以上|以内)?$/],
  ['pay', /^(?:\d{4,5}\s*[-~至到—]\s*\d{4,5}\s*元?|\d{1,2}(?:\.\d)?\s*[-~至到—]\s*\d{1,2}(?:\.\d)?\s*[kK千])(?:\/月)?$/],
  ['education', /^(?:不限|小学|初中|高中|中专|大专|本科|硕士|博士)(?:及以上|以上)?$/],
]
const byContent = 70
const shareThatTells = 0.8

/**
 * What each column means: by its heading, else by what stands in it; of what nobody knows the words are kept (`other`), for they may be demands. Two
 * columns of one meaning: the surer one is read, the other kept as words, unless they can simply follow each other. `said` is the organiser's own
 * word and beats both; what she says is not to be read is not kept either.
 */
export function mapColumns(columns: readonly Column[], said: ReadonlyMap<number, RowField | null> = new Map()): MappedColumn[] {
  const mapped = columns.map((column) => mapColumn(column, said))
  const best = new Map<RowField, MappedColumn>()
  for (const column of mapped) {
    if (column.field === null || addsUp.has(column.field)) continue
    const other = best.get(column.field)
    if (!other || sureness(column) > sureness(other)) best.set(column.field, column)
  }
  return mapped.map((column) =>
    column.field === null || addsUp.has(column.field) || best.get(column.field) === column
      ? column
      : { ...column, field: 'other', confidence: 0, by: 'none' },
  )
}

function sureness({ confidence, by }: MappedColumn): number {
  return by === 'person' ? confidence + 1 : confidence
}

function mapColumn({ index, heading, samples }: Column, said: ReadonlyMap<number, RowField | null>): MappedColumn {
  if (ourHeadings.includes(plainHeading(lowest(heading)))) return { index, heading, field: null, confidence: 100, by: 'heading' }
  const told = said.get(index)
  if (told !== undefined) return { index, heading, field: told, confidence: 100, by: 'person' }
  const meaning = readHeading(heading)
  if (meaning && meaning.confidence >= leastConfidence) return { index, heading, ...meaning, by: 'heading' }
  const none = { index, heading, field: null, confidence: 0, by: 'none' } as const
  if (isAboutPerson(heading, samples)) return none
  const content = readContent(samples)
  if (content) return { index, heading, field: content, confidence: byContent, by: 'content' }
  const isBlank = heading === '' && samples.every((sample) => sample.trim() === '')
  return isBlank ? none : { ...none, field: 'other' }
}

// Of a citizen, by itself or at the head of a certificate's number.
const idNumber = /^\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?:[1-7][1-4](?:B\d?)?)?$/

// No posting has names and numbers of people in its words.
function isAboutPerson(heading: string, samples: readonly string[]): boolean {
  return personHeadings.test(heading) || samples.some((sample) => idNumber.test(sample.trim()))
}

function readContent(samples: readonly string[]): RowField | null {
  const filled = samples.map((sample) => sample.normalize('NFKC').trim()).filter(Boolean)
  if (filled.length === 0) return null
  const found = contents.find(([, shape]) => filled.filter((sample) => shape.test(sample)).length >= filled.length * shareThatTells)
  return found?.[0] ?? null
}

/** The cells of a row by meaning; columns of one meaning are joined by a line break, in the order of the file. What nobody knows keeps its heading. */
export function rowOf(cells: readonly string[], columns: readonly MappedColumn[]): Partial<Record<RowField, string>> {
  const row: Partial<Record<RowField, string>> = {}
  for (const { index, heading, field } of columns) {
    const cell = (cells[index] ?? '').trim()
    if (field === null || cell === '') continue
    const text = field === 'other' ? underHeading(heading, cell) : cell
    const before = row[field]
    row[field] = before === undefined || before === text ? text : `${before}\n${text}`
  }
  return row
}

/** 民族：不限, as words that no field has are kept. */
export function underHeading(heading: string, text: string): string {
  return heading === '' ? text : `${lowest(heading)}：${text}`
}

function lowest(heading: string): string {
  return heading.split('/').at(-1) ?? ''
}
