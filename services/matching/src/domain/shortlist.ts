import { compareMatches, type RankKey } from '@zhihe/scoring/order'

/** A rank gives way only to a difference that people would call one: a point is 1 of 10,000. */
export const margin = 100

const perVacancy = 5
const smallest = 10
const largest = 50

const nobody: ReadonlySet<string> = new Set()

/** Someone who fits a posting now. */
export interface Fit extends RankKey {
  jobseekerVersion: number
  verdict: 'eligible' | 'conditional'
  confidence: number
  componentScores: readonly number[]
}

/** Where someone stood in the list until now. */
export interface Standing {
  jobseekerId: string
  tier: 0 | 1
  rank: number
  rankKey: number
}

/** What the last member of a list has; who wants in has to beat it. */
export interface Floor {
  tier: 0 | 1
  rankKey: number
}

export interface Placed {
  fit: Fit
  rank: number
  /** The score that decides the place; it follows the score in steps, not in wobbles. */
  rankKey: number
}

/** How many people a posting's list holds: five for each vacancy; `null` vacancies are "several". */
export function capacityOf(headcount: number | null): number {
  return headcount === null ? largest : Math.min(Math.max(perVacancy * headcount, smallest), largest)
}

/** Whether a newcomer may push out the last member of a full list. */
export function beats({ tier, score }: Pick<RankKey, 'tier' | 'score'>, floor: Floor): boolean {
  return tier < floor.tier || (tier === floor.tier && score >= floor.rankKey + margin)
}

export interface ListInput {
  capacity: number
  before: readonly Standing[]
  /** Every member of `before` who still fits, and the best others: `capacity` of them are enough. */
  fits: readonly Fit[]
  /** The others wait, in their order, until the month turns. */
  newcomersAtMost?: number
  /** Who has a place by the decision of a human, whoever scores higher and however many were proposed in the month. */
  pinned?: ReadonlySet<string>
}

/**
 * The next list. A member who still fits stays; the free places go to the best newcomers; a full list takes a newcomer only for a member she
 * clearly beats. Doing it twice is doing it once.
 */
export function placeShortlist({ capacity, before, fits, newcomersAtMost = capacity, pinned = nobody }: ListInput): Placed[] {
  const standings = new Map(before.map((standing) => [standing.jobseekerId, standing]))
  const members = fits.flatMap((fit) => {
    const standing = standings.get(fit.id)
    return standing ? [{ fit, rankKey: steadyKey(fit, standing), previousRank: standing.rank }] : []
  })
  const newcomers = fits.filter(({ id }) => !standings.has(id)).sort(compareMatches)
  const isPinned = ({ fit }: Pick<Place, 'fit'>) => pinned.has(fit.id)
  for (const fit of newcomers) if (pinned.has(fit.id)) members.push({ fit, rankKey: fit.score, previousRank: Infinity })

  const list = firstOf(members.sort(comparePlaces), capacity, isPinned)
  for (const fit of newcomers.filter(({ id }) => !pinned.has(id)).slice(0, newcomersAtMost)) {
    const last = list.length < capacity ? undefined : list.findLast((place) => !isPinned(place))
    if (list.length >= capacity && (!last || !beats(fit, { tier: last.fit.tier, rankKey: last.rankKey }))) break
    if (last) list.splice(list.indexOf(last), 1)
    list.push({ fit, rankKey: fit.score, previousRank: Infinity })
    list.sort(comparePlaces)
  }
  return list.map(({ fit, rankKey }, place) => ({ fit, rankKey, rank: place + 1 }))
}

/**
 * Whether a list placed from its members and those who changed may lack somebody else: a member left, or the last of them sank, so that a place
 * came within reach of people who had not beaten the old floor. `staying` are the members who still fit. Otherwise everybody else neither beat
 * the floor nor, while there was room, fitted at all.
 */
export function mayLackSomebody({
  capacity,
  before,
  staying,
}: Pick<ListInput, 'capacity' | 'before'> & { staying: readonly Fit[] }): boolean {
  if (before.length < capacity) return false
  // Judged before newcomers come in: one of those who changed may fill the place that somebody else has a better claim to.
  const kept = placeShortlist({ capacity, before, fits: staying })
  const [last, oldLast] = [kept.at(-1), before.at(-1)]
  if (kept.length < capacity || !last || !oldLast) return true
  return last.fit.tier > oldLast.tier || (last.fit.tier === oldLast.tier && last.rankKey < oldLast.rankKey)
}

export interface Change {
  list:
    | { postingVersion: number; size: number; floor: Floor | null; memberVersions: ReadonlyMap<string, number>; pinned?: readonly string[] }
    | undefined
  posting: { version: number; capacity: number }
  /** false: the posting has had its proposals of the month, so newcomers wait. */
  takesNewcomers: boolean
  jobseeker: { id: string; version: number }
  /** null: she does not fit the posting. */
  fit: Pick<RankKey, 'tier' | 'score'> | null
}

/** Whether a list may have to change because a person did. True too often only costs time; false too often would lose a match. */
export function isAffected({ list, posting, takesNewcomers, jobseeker, fit }: Change): boolean {
  const version = list?.memberVersions.get(jobseeker.id)
  if (version !== undefined) return version !== jobseeker.version || fit === null
  if (fit === null) return false
  if (!list || list.postingVersion !== posting.version || list.pinned?.includes(jobseeker.id)) return true
  if (!takesNewcomers) return false
  if (list.size < posting.capacity || list.floor === null) return true
  return beats(fit, list.floor)
}

interface Place {
  fit: Fit
  rankKey: number
  previousRank: number
}

/** The first `capacity` places, but no pinned one gives way to one that is not. */
function firstOf(places: readonly Place[], capacity: number, isPinned: (place: Place) => boolean): Place[] {
  let room = capacity - places.filter(isPinned).length
  return places.filter((place) => isPinned(place) || room-- > 0).slice(0, capacity)
}

function steadyKey({ tier, score }: Fit, standing: Standing): number {
  return tier === standing.tier && Math.abs(score - standing.rankKey) < margin ? standing.rankKey : score
}

function comparePlaces(a: Place, b: Place): number {
  const byRank = a.previousRank === b.previousRank ? 0 : a.previousRank - b.previousRank
  return (
    a.fit.tier - b.fit.tier ||
    b.rankKey - a.rankKey ||
    byRank ||
    a.fit.recommendations - b.fit.recommendations ||
    compareMatches(a.fit, b.fit)
  )
}
