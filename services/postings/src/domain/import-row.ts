import type { ProblemError } from '@zhihe/contracts/problem'
import { externalIdOf, identityOf } from '@zhihe/intake/external-id'
import { type EmployerReading, readEmployerRow } from '@zhihe/intake/read-employer-row'
import type { PostingRow } from '@zhihe/intake/row-field'

/** A row of the file that ought to become a posting. */
export interface NumberedRow {
  sheet: string
  /** As the spreadsheet numbers it, from 1. */
  row: number
  fields: PostingRow
}

/** A row with the number under which its posting is kept. */
export interface KeyedRow extends NumberedRow {
  externalId: string
  /** Row that has used this number before; its posting is not written over. */
  sameAs: NumberedRow | null
  employer: EmployerReading
}

/** The numbers of a file, given in the order of its rows. Hold one for the whole file, also over the rows that were kept earlier. */
export interface Keys {
  /** The organiser's own number where there is one, else one made of what tells the row apart and of how many alike came before it. */
  number: (row: NumberedRow) => KeyedRow
  /** Takes a number for a row; gives the row that has taken it before, null when none has. */
  claim: (externalId: string, row: Pick<NumberedRow, 'sheet' | 'row'>) => NumberedRow | null
}

export function createKeys(hash: (text: string) => string): Keys {
  const taken = new Map<string, NumberedRow>()
  const alike = new Map<string, number>()

  const claim: Keys['claim'] = (externalId, { sheet, row }) => {
    const first = taken.get(externalId) ?? null
    if (first === null) taken.set(externalId, { sheet, row, fields: {} })
    return first
  }

  const made = (fields: PostingRow): string => {
    const identity = identityOf(fields)
    const before = alike.get(identity) ?? 0
    alike.set(identity, before + 1)
    return `row-${hash(identity)}-${before + 1}`
  }

  return {
    claim,
    number: (row) => {
      const externalId = externalIdOf(row.fields) ?? made(row.fields)
      return { ...row, externalId, sameAs: claim(externalId, row), employer: readEmployerRow(row.fields) }
    },
  }
}

const uscc = {
  pointer: '/employerUscc',
  code: 'employer_unknown',
  zh: '认不出用人单位：请填写正确的统一社会信用代码，或先登记该单位。',
  en: 'The employer cannot be told: give its unified social credit code, or register it first.',
} as const

const missing = {
  pointer: '/title',
  code: 'missing_title',
  zh: '缺少岗位名称，请补充。',
  en: 'The title of the posting is missing; add it.',
} as const

/** Why a row cannot be a posting at all; empty when it can. */
export function refusalsOf({ fields, employer, sameAs, externalId }: KeyedRow, hasEmployer: boolean): ProblemError[] {
  const refusals: ProblemError[] = []
  if ((fields.title ?? '').trim() === '') refusals.push(missing)
  if (!hasEmployer) refusals.push(employer.refusal === null ? uscc : { ...uscc, ...wrongCode })
  if (sameAs !== null) refusals.push(duplicate(externalId, sameAs))
  return refusals
}

const wrongCode = {
  code: 'bad_uscc',
  zh: '统一社会信用代码的校验位不对，请核对后重填。',
  en: 'The check characters of the unified social credit code do not agree; compare it with the licence.',
} as const

export function duplicate(externalId: string, { sheet, row }: NumberedRow): ProblemError {
  const where = sheet === '' ? `第 ${row} 行` : `“${sheet}”第 ${row} 行`
  return {
    pointer: '/externalId',
    code: 'duplicate_in_file',
    zh: `岗位编号 ${externalId} 与${where}相同，请改为不同的编号。`,
    en: `The number ${externalId} stands in row ${row}${sheet === '' ? '' : ` of “${sheet}”`} already; choose another.`,
  }
}
