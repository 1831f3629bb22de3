import { cleanNumber } from '@zhihe/vocabulary/citizen-id'

/** What a spreadsheet, or a person at one, does to a long number. */
export type Spoilt =
  | 'scientific_notation'
  | 'rounded_by_spreadsheet'
  | 'lost_last_character'
  | 'old_15_digits'
  | 'is_a_certificate_number'
  | 'is_an_id_number'

export type ReadNumber =
  /** `tidied`: something harmless around it was taken away. */
  { ok: true; value: string; tidied: boolean } | { ok: false; spoilt: Spoilt }

export interface NumberCell {
  text: string
  kind: 'idNumber' | 'certificateNumber'
  /**
   * Whether the cell was a number, of which a spreadsheet keeps fifteen digits; null where the file does not tell (CSV, XLS). One in ten of
   * the numbers that it has rounded passes the check character: without this another person would be registered.
   */
  isNumeric: boolean | null
}

const scientific = /^\d(?:\.\d+)?E[+-]?\d+$/
/** Fifteen digits of the original stand; the rest are zeros. */
const roundedEnd = { idNumber: /^\d{15}000$/, certificateNumber: /^\d{15}0{5,}$/ } as const

/** Looks at a number before anybody checks it: what is spoilt is named, and never guessed back. */
export function readNumberCell({ text, kind, isNumeric }: NumberCell): ReadNumber {
  const folded = cleanNumber(text)
  const value = folded
    .replace(/^['’‘`´]+|['’‘`´]+$/g, '')
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/(?<=\d)[-‐-―—](?=[\dX])/g, '')
    .replace(/\.0+$/, '')
  if (scientific.test(value)) return { ok: false, spoilt: 'scientific_notation' }
  if (isNumeric === true && /^\d{16,}$/.test(value)) return { ok: false, spoilt: 'rounded_by_spreadsheet' }
  if (isNumeric === null && roundedEnd[kind].test(value)) return { ok: false, spoilt: 'rounded_by_spreadsheet' }
  if (kind === 'idNumber' && /^\d{17}$/.test(value)) return { ok: false, spoilt: 'lost_last_character' }
  if (/^\d{15}$/.test(value)) return { ok: false, spoilt: 'old_15_digits' }
  if (kind === 'idNumber' && /^\d{17}[\dX][1-7][1-4](?:B\d{0,2})?$/.test(value)) return { ok: false, spoilt: 'is_a_certificate_number' }
  if (kind === 'certificateNumber' && /^\d{17}[\dX]$/.test(value)) return { ok: false, spoilt: 'is_an_id_number' }
  return { ok: true, value, tidied: value !== text.replace(/\s/g, '') }
}
