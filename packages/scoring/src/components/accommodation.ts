import { evidence, evidenceBy } from '../explain-telling.ts'
import type { JobseekerFacts, Pair, PostingFacts } from '../facts.ts'
import type { Notebook, Rating } from '../notebook.ts'
import { isMetByRemoteWork, isOffered } from '../offers.ts'
import { full, neutral } from '../weights.ts'

const requiredWeight = 2

const needsUnknown = evidence('unknown', 'needs_unknown')
const needsNone = evidence('met', 'needs_none')
const needCovered = evidenceBy('met', 'need_covered', 'accommodation')
const metByRemoteWork = evidenceBy('met', 'location_remote', 'accommodation')
const needUncovered = evidenceBy('unmet', 'need_uncovered', 'accommodation')
const wishUncovered = evidenceBy('unmet', 'wish_uncovered', 'accommodation')

type Need = NonNullable<JobseekerFacts['accommodationsNeeded']>[number]

/** The weighted share of what she needs that the posting offers; who is known to need nothing is fully served. */
export function rateAccommodation({ posting, jobseeker }: Pair, notebook?: Notebook): Rating {
  const needs = jobseeker.accommodationsNeeded
  if (needs === null) {
    notebook?.evidence('accommodation', needsUnknown)
    return { score: neutral, known: 0 }
  }
  if (needs.length === 0) {
    notebook?.evidence('accommodation', needsNone)
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
  if (posting.accommodations.includes(code)) return notebook.evidence('accommodation', needCovered(code))
  if (isMetByRemoteWork(posting, code)) return notebook.evidence('accommodation', metByRemoteWork(code))
  notebook.evidence('accommodation', required ? needUncovered(code) : wishUncovered(code))
}
