import { type LawKey, laws } from './data/laws.ts'
import type { Citation } from './finding.ts'

export function citation(key: LawKey): Citation {
  const { title, article } = laws[key]
  return { title, article }
}

/** Whether the article was read in its text; false when it is known from memory or from a secondary account. */
export function isVerified(key: LawKey): boolean {
  return laws[key].verified
}
