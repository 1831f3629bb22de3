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
  /** Where the organiser numbered it, her number; `numberWithin` says what becomes of it. */
  externalId: string
  /** Whether the organiser numbered it, and then whether it is the first row of the file with this number, whoever the employer. */
  numbered: 'first' | 'again' | null
  /** Row of the same employer that has used this number before; its posting is not written over. */
  sameAs: NumberedRow | null
  employer: EmployerReading
}

/** The numbers of a file, given in the order of its rows. Hold one for the whole file, also over the rows that were kept earlier. */
export interface Keys {
  /** The organiser's own number where there is one, else one made of what tells the row apart and of how many alike came before it. */
  number: (row: NumberedRow) => KeyedRow
  /** Takes a number for a posting that names it as it is; gives the row that has taken it before, null when none has. */
  claim: (externalId: string, row: Pick<NumberedRow, 'sheet' | 'row'>) => NumberedRow | null
}

export interface KeysOptions {
  hash: (text: string) => string
  /** Every row is one employer's, whatever it says. */
  isOneEmployer: boolean
}

export function createKeys({ hash, isOneEmployer }: KeysOptions): Keys {
  const first = new Map<string, NumberedRow>()
  // Of one employer; a posting that was claimed by its number alone stands under everybody's.
  const ofEmployer = new Map<string, NumberedRow>()
  const claimed = new Map<string, NumberedRow>()
  const alike = new Map<string, number>()

  const claim: Keys['claim'] = (externalId, { sheet, row }) => {
    const before = first.get(externalId) ?? null
    if (before !== null) return before
    first.set(externalId, { sheet, row, fields: {} })
    claimed.set(externalId, { sheet, row, fields: {} })
    return null
  }

  const made = (fields: PostingRow): string => {
    const identity = identityOf(fields)
    const before = alike.get(identity) ?? 0
    alike.set(identity, before + 1)
    return `row-${hash(identity)}-${before + 1}`
  }

  const take = (externalId: string, { sheet, row }: NumberedRow, employer: EmployerReading): Pick<KeyedRow, 'numbered' | 'sameAs'> => {
    const key = `${externalId} ${isOneEmployer ? '' : nameOf(employer)}`
    const sameAs = ofEmployer.get(key) ?? claimed.get(externalId) ?? null
    const numbered = first.has(externalId) ? 'again' : 'first'
    const place = { sheet, row, fields: {} }
    if (numbered === 'first') first.set(externalId, place)
    if (sameAs === null) ofEmployer.set(key, place)
    return { numbered, sameAs }
  }

  return {
    claim,
    number: (row) => {
      const employer = readEmployerRow(row.fields)
      const externalId = externalIdOf(row.fields)
      if (externalId !== null) return { ...row, externalId, employer, ...take(externalId, row, employer) }
      const unnumbered = made(row.fields)
      return { ...row, externalId: unnumbered, employer, numbered: null, sameAs: claim(unnumbered, row) }
    },
  }
}

function nameOf({ uscc, name }: EmployerReading): string {
  return uscc ?? (name ?? '').normalize('NFKC').replace(/\s/g, '')
}

const idTail = 12
const mostCharacters = 100

/**
 * The number under which a row's posting is kept. Employers number their posts 1, 2, 3 each: the first to use a number has it as it is, the next has
 * `{number}~{last 12 characters of the employer's id}`. `held` says who has which number already (external id → employer), so that a file that comes
 * again, in another order or beside another file, finds its postings and nobody else's.
 */
export function numberWithin({ externalId, numbered }: KeyedRow, employerId: string, held: ReadonlyMap<string, string>): string {
  if (numbered === null) return externalId
  const own = ownNumber(externalId, employerId)
  if (held.get(own) === employerId) return own
  const holder = held.get(externalId)
  if (holder !== undefined) return holder === employerId ? externalId : own
  return numbered === 'first' ? externalId : own
}

/** A number as one employer's own. */
export function ownNumber(externalId: string, employerId: string): string {
  const tail = `~${employerId.slice(-idTail)}`
  return externalId.slice(0, mostCharacters - tail.length) + tail
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
