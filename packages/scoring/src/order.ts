/** What orders matches: eligible before conditional, then score, then a fair share of turns, then id. Neither type nor grade is known here. */
export interface RankKey {
  /** 0 eligible, 1 conditional. */
  tier: 0 | 1
  score: number
  /**
   * Open recommendations of the listed side: of a person, the lists she stands on unanswered; of a posting, the candidates proposed and
   * unanswered per vacancy. The fewest go first among equal scores.
   */
  recommendations: number
  /** Of the other side: the jobseeker in a posting's list, the posting in a jobseeker's. */
  id: string
}

/** Negative when `a` stands before `b`; total, and 0 only for the same key. Ids compare by code unit, so no locale can reorder them. */
export function compareMatches(a: RankKey, b: RankKey): number {
  return a.tier - b.tier || b.score - a.score || a.recommendations - b.recommendations || compareIds(a.id, b.id)
}

/** The tier of a verdict, or null for one that is never listed. */
export function tierOf(verdict: 'eligible' | 'conditional' | 'ineligible'): 0 | 1 | null {
  if (verdict === 'ineligible') return null
  return verdict === 'eligible' ? 0 : 1
}

function compareIds(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
