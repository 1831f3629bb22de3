/** Keys order matches of one tier in one number: the score above the recommendations, turned round. */
export const scoreUnit = 65_536

export function keyOf(score: number, recommendations: number): number {
  return score * scoreUnit + (scoreUnit - 1 - recommendations)
}

/** Who takes what a scan finds, and what is of use to them. */
export interface Sink {
  /** Outcomes that are turned away, as bits. */
  reject: number
  /** Outcomes of which one has to be there; 0: none. */
  want: number
  /** A score below it is of no use, and it may rise while the scan goes on; null: scores do not matter and keys are 0. */
  lowest: (() => number) | null
  take: (key: number, person: number, row: number, outcome: number) => void
}
