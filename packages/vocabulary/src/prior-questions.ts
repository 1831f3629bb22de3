import type { DisabilityGrade, DisabilityType } from './certificate.ts'
import { priorRows } from './data/prior-questions.ts'
import type { IcfCode } from './icf.ts'

export interface PriorQuestion {
  icf: IcfCode
  /** The mildest difficulty, 0-4, one would expect without aids: the question offers its answers from here on, and every other one as well. */
  askFrom: 0 | 1 | 2 | 3 | 4
  /** The greatest difficulty one would expect. A posting that tolerates it makes the question needless. */
  upTo: 0 | 1 | 2 | 3 | 4
}

/**
 * What it is worth asking the holder of a certificate, the heaviest expectation first. Questions and nothing else: an answer replaces the row,
 * silence leaves the capability unknown. No score, no rule and no ranking may read this table: type and grade count for nothing there (law 3).
 */
export function priorQuestions(type: DisabilityType, grade: DisabilityGrade): PriorQuestion[] {
  const rows = priorRows[type]?.[grade] ?? []
  return rows.map(([icf, askFrom, upTo]) => ({ icf, askFrom, upTo }))
}
