import type { Pair } from '../facts.ts'
import type { EvidenceKind, Notebook, Rating } from '../notebook.ts'
import { type Reach, reachOf } from '../reach.ts'
import type { ReasonCode } from '../reasons.ts'
import { full, neutral } from '../weights.ts'

const answers = {
  remote: { score: full, kind: 'met', code: 'location_remote' },
  same_county: { score: full, kind: 'met', code: 'location_same_county' },
  same_prefecture: { score: 7_500, kind: 'met', code: 'location_same_prefecture' },
  elsewhere: { score: 6_000, kind: 'met', code: 'location_elsewhere' },
  unknown: { score: neutral, kind: 'unknown', code: 'location_unknown' },
  outside: { score: 0, kind: 'unmet', code: 'location_outside' },
} as const satisfies Record<Reach, { score: number; kind: EvidenceKind; code: ReasonCode }>

/** Nearer is better; remote work is as near as home. */
export function rateLocation({ posting, jobseeker }: Pair, notebook?: Notebook): Rating {
  const reach = reachOf(posting, jobseeker)
  const { score, kind, code } = answers[reach]
  notebook?.evidence('location', kind, { code })
  if (jobseeker.commuteMaxKm !== null && (reach === 'same_prefecture' || reach === 'elsewhere')) {
    // No distance is known between two counties, so her limit is neither kept nor broken.
    notebook?.evidence('location', 'assumed', { code: 'commute_not_measured' })
  }
  return { score, known: reach === 'unknown' ? 0 : full }
}
