import type { Commute } from '@zhihe/vocabulary/commute'
import { commuteOf, isBeyondLimits, minutesOf } from '../commute.ts'
import type { JobseekerFacts, Pair } from '../facts.ts'
import type { EvidenceKind, Notebook, Rating } from '../notebook.ts'
import { type Reach, reachOf } from '../reach.ts'
import type { ReasonCode } from '../reasons.ts'
import { full, neutral } from '../weights.ts'

/** What a move earns: the longest commute earns no less, so that being willing to move never beats living there. */
const elsewhere = 6_000

const answers = {
  remote: { score: full, kind: 'met', code: 'location_remote' },
  same_county: { score: full, kind: 'met', code: 'location_same_county' },
  same_prefecture: { score: 7_500, kind: 'met', code: 'location_same_prefecture' },
  elsewhere: { score: elsewhere, kind: 'met', code: 'location_elsewhere' },
  unknown: { score: neutral, kind: 'unknown', code: 'location_unknown' },
  outside: { score: 0, kind: 'unmet', code: 'location_outside' },
} as const satisfies Record<Reach, { score: number; kind: EvidenceKind; code: ReasonCode }>

/** As good as next door up to here; each minute more costs this much. */
const freeMinutes = 30
const costPerMinute = 60

/** Nearer is better, in minutes where they can be estimated; remote work is as near as home. */
export function rateLocation({ posting, jobseeker }: Pair, notebook?: Notebook): Rating {
  const reach = reachOf(posting, jobseeker)
  const { score, kind, code } = answers[reach]
  const commute = commuteOf(posting, jobseeker, reach)
  notebook?.evidence('location', kind, { code })
  if (notebook) noteCommute(jobseeker, { reach, commute }, notebook)
  return { score: commute === null ? score : scoreByMinutes(minutesOf(commute, jobseeker)), known: reach === 'unknown' ? 0 : full }
}

function scoreByMinutes(minutes: number): number {
  return Math.max(elsewhere, full - costPerMinute * Math.max(0, minutes - freeMinutes))
}

interface Way {
  reach: Reach
  commute: Commute | null
}

function noteCommute(jobseeker: JobseekerFacts, { reach, commute }: Way, notebook: Notebook): void {
  if (reach === 'remote' || reach === 'unknown' || reach === 'outside') return
  if (commute === null) {
    const isLimited = jobseeker.commuteMaxKm !== null || jobseeker.commuteMaxMinutes !== null
    if (isLimited) notebook.evidence('location', 'assumed', { code: 'commute_not_measured' })
    return
  }
  if (isBeyondLimits(commute, jobseeker)) return notebook.evidence('location', 'unmet', { code: 'commute_beyond_limit' })
  notebook.evidence('location', 'assumed', { code: 'commute_estimated', params: { minutes: minutesOf(commute, jobseeker) } })
}
