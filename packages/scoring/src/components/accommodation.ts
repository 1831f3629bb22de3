import type { JobseekerFacts, Pair, PostingFacts } from '../facts.ts'
import type { Notebook, Rating } from '../notebook.ts'
import { isMetByRemoteWork, isOffered } from '../offers.ts'
import { full, neutral } from '../weights.ts'

const requiredWeight = 2

type Need = NonNullable<JobseekerFacts['accommodationsNeeded']>[number]

/** The weighted share of what she needs that the posting offers; who is known to need nothing is fully served. */
export function rateAccommodation({ posting, jobseeker }: Pair, notebook?: Notebook): Rating {
  const needs = jobseeker.accommodationsNeeded
  if (needs === null) {
    notebook?.evidence('accommodation', 'unknown', { code: 'needs_unknown' })
    return { score: neutral, known: 0 }
  }
  if (needs.length === 0) {
    notebook?.evidence('accommodation', 'met', { code: 'needs_none' })
    return { score: full, known: full }
  }
  let weight = 0
  let covered = 0
  for (const { code, required } of needs) {
    const share = required ? requiredWeight : 1
    const isCovered = isOffered(posting, code)
    weight += share
    if (isCovered) covered += share
    if (notebook) noteNeed(posting, { code, required }, notebook)
  }
  return { score: Math.floor((full * covered) / weight), known: full }
}

function noteNeed(posting: PostingFacts, { code, required }: Need, notebook: Notebook): void {
  const params = { accommodation: code }
  if (posting.accommodations.includes(code)) return notebook.evidence('accommodation', 'met', { code: 'need_covered', params })
  if (isMetByRemoteWork(posting, code)) return notebook.evidence('accommodation', 'met', { code: 'location_remote', params })
  notebook.evidence('accommodation', 'unmet', { code: required ? 'need_uncovered' : 'wish_uncovered', params })
}
