import { aliasIndex } from './alias-index.ts'
import { codeTable } from './code-table.ts'
import { licences } from './data/licences.ts'
import type { Label } from './label.ts'

export { licences } from './data/licences.ts'

export type LicenceCode = (typeof licences)[number]['code']

type Licence = (typeof licences)[number]

const table = codeTable<Licence>(licences)
const find = aliasIndex<Licence>(licences)

export function isLicenceCode(text: string): text is LicenceCode {
  return table.has(text)
}

/** Labels of a licence; an unknown code is its own label. */
export function licenceLabel(code: string): Label {
  return table.labelOrCode(code)
}

/** The law that requires the licence for its work, or null when only postings ask for it. */
export function licenceLaw(code: string): string | null {
  const licence = table.find(code)
  return licence && 'law' in licence ? licence.law : null
}

/** The licence a short text names, as a whole or inside it; null when it names none. */
export function findLicence(text: string): LicenceCode | null {
  return find(text)?.code ?? null
}
