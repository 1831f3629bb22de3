import { codeTable } from './code-table.ts'
import { icfItems } from './data/icf-items.ts'
import type { Label } from './label.ts'

export { icfItems } from './data/icf-items.ts'

/**
 * One of the ICF codes on which people and postings are described.
 * A person's difficulty and a posting's tolerated difficulty are both 0 (none) to 4 (complete), the WHO qualifier scale.
 */
export type IcfCode = (typeof icfItems)[number]['code']

const table = codeTable<(typeof icfItems)[number]>(icfItems)

export function isIcfCode(text: string): text is IcfCode {
  return table.has(text)
}

/** The short title of the code; for the wording used in explanations see `icfJobLabel`. */
export function icfLabel(code: IcfCode): Label {
  return table.label(code)
}

/** How an explanation says it: d440 is "精细手部操作", "fine hand use". */
export function icfJobLabel(code: IcfCode): Label {
  return table.row(code).job
}
