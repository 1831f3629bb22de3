import { codeTable } from './code-table.ts'
import { accommodations as rows } from './data/accommodations.ts'
import type { IcfCode } from './icf.ts'
import type { Label } from './label.ts'

/** An ISO 9999 class without spaces for a device ("2203"), or HS-01 to HS-17 for human and organisational support. */
export type AccommodationCode = (typeof rows)[number]['code']

export interface Accommodation extends Label {
  code: AccommodationCode
  /** By how many steps it lowers the difficulty in each activity. */
  mitigates: readonly { icf: IcfCode; by: 1 | 2 | 3 | 4 }[]
  phases: readonly ('exam' | 'interview' | 'work')[]
  /** What it costs an employer for one workplace: none; low, up to 1,000 yuan; medium, up to 10,000; high, above, or a standing wage. Ours. */
  costBand: CostBand
  /** The list the row comes from; wording and figures are ours in every row. */
  source: 'iso_9999_2022' | 'iso_9999_2016' | 'exam_rules' | 'ours'
}

export type CostBand = 'none' | 'low' | 'medium' | 'high'

export const accommodations: readonly Accommodation[] = rows

/** Changes whenever a row or a figure of this table changes, or of the occupations or skills: a stored score names the tables it was counted with. */
export const tableVersion = '2026-11-4'

const table = codeTable(accommodations)

const reliefByCode = new Map<string, ReadonlyMap<IcfCode, number>>(
  accommodations.map(({ code, mitigates }) => [code, new Map(mitigates.map(({ icf, by }) => [icf, by]))]),
)

export function isAccommodationCode(text: string): text is AccommodationCode {
  return table.has(text)
}

export function costBand(code: AccommodationCode): CostBand {
  return table.row(code).costBand
}

export function accommodationLabel(code: AccommodationCode): Label {
  return table.label(code)
}

/**
 * By how many steps (0-4) the accommodations lower a difficulty in one activity.
 * The best one counts: two aids for the same activity replace each other more often than they add up.
 */
export function mitigation(codes: readonly AccommodationCode[], icf: IcfCode): number {
  return codes.reduce((best, code) => Math.max(best, reliefByCode.get(code)?.get(icf) ?? 0), 0)
}
