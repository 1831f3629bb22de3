import type { Commute } from '@zhihe/vocabulary/commute'
import { commuteOf, isBeyondLimits, minutesOf } from '../commute.ts'
import { type Evidence, evidence, evidenceBy } from '../explain-telling.ts'
import type { JobseekerFacts, Pair } from '../facts.ts'
import type { Notebook, Rating } from '../notebook.ts'
import { type Reach, reachOf } from '../reach.ts'
import { full, neutral } from '../weights.ts'

/** What a move earns: the longest commute earns no less, so that being willing to move never beats living there. */
const elsewhere = 6_000

const answers = {
  remote: { score: full, says: evidence('met', 'location_remote') },
  same_county: { score: full, says: evidence('met', 'location_same_county') },
  same_prefecture: { score: 7_500, says: evidence('met', 'location_same_prefecture') },
  elsewhere: { score: elsewhere, says: evidence('met', 'location_elsewhere') },
  unknown: { score: neutral, says: evidence('unknown', 'location_unknown') },
  outside: { score: 0, says: evidence('unmet', 'location_outside') },
} as const satisfies Record<Reach, { score: number; says: Evidence }>

/** As good as next door up to here; each minute more costs this much. */
const freeMinutes = 30
const costPerMinute = 60

const notMeasured = evidence('assumed', 'commute_not_measured')
const beyondLimit = evidence('unmet', 'commute_beyond_limit')
const estimated = evidenceBy('assumed', 'commute_estimated', 'minutes')

/** Nearer is better, in minutes where they can be estimated; remote work is as near as home. */
export function rateLocation({ posting, jobseeker }: Pair, notebook?: Notebook): Rating {
  const reach = reachOf(posting, jobseeker)
  const { score, says } = answers[reach]
  const commute = commuteOf(posting, jobseeker, reach)
  const minutes = commute === null ? 0 : minutesOf(commute, jobseeker)
  notebook?.evidence('location', says)
  if (notebook) noteCommute(jobseeker, { reach, commute, minutes }, notebook)
  return { score: commute === null ? score : scoreByMinutes(minutes), known: reach === 'unknown' ? 0 : full }
}

function scoreByMinutes(minutes: number): number {
  return Math.max(elsewhere, full - costPerMinute * Math.max(0, minutes - freeMinutes))
}

interface Way {
  reach: Reach
  commute: Commute | null
  minutes: number
}

function noteCommute(jobseeker: JobseekerFacts, { reach, commute, minutes }: Way, notebook: Notebook): void {
  if (reach === 'remote' || reach === 'unknown' || reach === 'outside') return
  if (commute === null) {
    const isLimited = jobseeker.commuteMaxKm !== null || jobseeker.commuteMaxMinutes !== null
    if (isLimited) notebook.evidence('location', notMeasured)
    return
  }
  if (isBeyondLimits(commute, jobseeker)) return notebook.evidence('location', beyondLimit)
  notebook.evidence('location', estimated(minutes))
}
