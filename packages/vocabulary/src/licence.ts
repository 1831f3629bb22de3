import { aliasIndex } from './alias-index.ts'
import { codeTable } from './code-table.ts'
import { licences as rows } from './data/licences.ts'
import type { Label } from './label.ts'

// A string, not a union of literals: the union would travel into every wire type, and codes arrive from outside anyway.
export type LicenceCode = string

export interface Licence extends Label {
  code: LicenceCode
  aliases: readonly string[]
  /** The law that requires it for the work; absent when only postings ask for it. */
  law?: string
  /** Said of every licence without a law. */
  askedBy?: 'postings'
}

export const licences: readonly Licence[] = rows

const table = codeTable(licences)
const find = aliasIndex(licences)

export function isLicenceCode(text: string): boolean {
  return table.has(text)
}

/** Labels of a licence; an unknown code is its own label. */
export function licenceLabel(code: string): Label {
  return table.labelOrCode(code)
}

/** The law that requires the licence for its work, or null when only postings ask for it. */
export function licenceLaw(code: string): string | null {
  return table.find(code)?.law ?? null
}

/** The licence a short text names, as a whole or inside it; null when it names none. */
export function findLicence(text: string): LicenceCode | null {
  return find(text)?.code ?? null
}
