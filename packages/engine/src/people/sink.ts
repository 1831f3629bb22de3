/** Keys order matches of one tier in one number: the score above the recommendations, turned round. */
export const scoreUnit = 65_536

export function keyOf(score: number, recommendations: number): number {
  return score * scoreUnit + (scoreUnit - 1 - recommendations)
}

/** A field and no function: it is read before everything that costs. */
export interface Floor {
  /** A score below it is of no use; it may rise while the scan goes on. */
  score: number
  /** So many may still be taken before it can rise. */
  room: number
}

/** Who takes what a scan finds, and what is of use to them. */
export interface Sink {
  /** Outcomes that are turned away, as bits. */
  reject: number
  /** Outcomes of which one has to be there; 0: none. */
  want: number
  /** null: scores do not matter and keys are 0. */
  floor: Floor | null
  take: (key: number, person: number, row: number, outcome: number) => void
}
