import { type AccommodationCode, accommodations, type CostBand, mitigation } from '@zhihe/vocabulary/accommodation'
import { meetsAnyone } from './demand-fit.ts'
import type { Demand, PostingFacts } from './facts.ts'
import type { Reason } from './notebook.ts'

/** One distinct set of things that stand between people and a posting, and for how many people it is exactly that set. */
export interface ObstacleCount {
  actions: readonly Reason[]
  people: number
}

/** A posting and what stands between it and those who fit it under conditions. */
export interface Site {
  posting: PostingFacts
  obstacles: readonly ObstacleCount[]
}

export interface OfferStep {
  accommodation: AccommodationCode
  /** How many more people become eligible by this step, over all sites. */
  gain: number
}

export interface OfferSearch {
  sites: readonly Site[]
  /** How many more people would be eligible for a posting if it offered one more accommodation. */
  gainFromOffer: (posting: PostingFacts, accommodation: AccommodationCode) => number
  /** 3 when not given. */
  atMost?: number
}

const mostOffers = 3
const mostNamed = 3
const expense: Record<CostBand, number> = { none: 0, low: 1, medium: 2, high: 3 }
// The cheapest first.
const catalogue = accommodations.toSorted((a, b) => expense[a.costBand] - expense[b.costBand]).map(({ code }) => code)

/**
 * The greedy best set of accommodations: each step takes the one that makes most people eligible beside those taken before; of equal ones the
 * cheapest. Ends when nothing gains. The obstacles bound every gain from above, so that few candidates have to be counted; what is
 * counted is exact. Yields after each count, so that a long search can be interrupted by whoever runs it.
 */
export function* searchOffers({ sites, gainFromOffer, atMost = mostOffers }: OfferSearch): Generator<void, OfferStep[]> {
  const steps: OfferStep[] = []
  let standing = sites.map((site): Standing => ({ posting: site.posting, added: [], sets: liftable(site), gained: 0 }))
  while (steps.length < atMost) {
    const best = yield* searchStep(standing, gainFromOffer)
    if (best === null) break
    steps.push({ accommodation: best.code, gain: best.gains.reduce((sum, gain) => sum + gain, 0) })
    standing = standing.map(({ posting, added, sets, gained }, place) => ({
      posting: { ...posting, accommodations: [...posting.accommodations, best.code] },
      added: [...added, best.code],
      sets,
      gained: gained + (best.gains[place] ?? 0),
    }))
  }
  return steps
}

/** `searchOffers` in one go. */
export function bestOffers(search: OfferSearch): OfferStep[] {
  const steps = searchOffers(search)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

interface Standing {
  posting: PostingFacts
  /** By the steps taken so far; what it offered before lifts none of the obstacles, or they would not be there. */
  added: readonly AccommodationCode[]
  sets: readonly ObstacleCount[]
  /** By the steps taken so far. */
  gained: number
}

interface Candidate {
  code: AccommodationCode
  /** Per site. */
  gains: number[]
}

function* searchStep(
  standing: readonly Standing[],
  gainFromOffer: OfferSearch['gainFromOffer'],
): Generator<void, (Candidate & { total: number }) | null> {
  const candidates = catalogue
    .map((code) => ({ code, bounds: standing.map((one) => boundOf(one, code)) }))
    .map((candidate) => ({ ...candidate, bound: sumOf(candidate.bounds) }))
    .filter(({ bound }) => bound > 0)
    .sort((a, b) => b.bound - a.bound)
  let best: (Candidate & { total: number }) | null = null
  for (const { code, bounds, bound } of candidates) {
    if (best !== null && bound < best.total) break
    const gains = standing.map(() => 0)
    let total = bound
    for (const [place, { posting }] of standing.entries()) {
      const most = bounds[place] ?? 0
      if (most === 0) continue
      const gain = gainFromOffer(posting, code)
      gains[place] = gain
      total -= most - gain
      yield
      if (best !== null && total < best.total) break
    }
    if (total > (best?.total ?? 0) || (best !== null && total === best.total && isCheaper(code, best.code))) best = { code, gains, total }
  }
  return best
}

function sumOf(figures: readonly number[]): number {
  return figures.reduce((sum, figure) => sum + figure, 0)
}

function isCheaper(a: AccommodationCode, b: AccommodationCode): boolean {
  return catalogue.indexOf(a) < catalogue.indexOf(b)
}

// No accommodation answers a question about pay or a form of employment, so whoever waits for one is nobody's gain.
function liftable({ obstacles }: Site): ObstacleCount[] {
  return obstacles.filter(({ actions }) => actions.every(({ code }) => code === 'offer_accommodation' || code === 'ask_capability'))
}

function boundOf({ posting, added, sets, gained }: Standing, code: AccommodationCode): number {
  if (posting.accommodations.includes(code)) return 0
  const offered = [...added, code]
  let people = 0
  for (const set of sets) if (set.actions.every((action) => mightBeLifted(action, posting, offered))) people += set.people
  return Math.max(0, people - gained)
}

/** Never false for an action that one of these accommodations lifts; true too often only costs a count. */
function mightBeLifted({ code: kind, params = {} }: Reason, posting: PostingFacts, offered: readonly AccommodationCode[]): boolean {
  const { icf, accommodations: able = [] } = params
  // Advice names the three best; where it names fewer, no other is able.
  if (icf === undefined || (able.length > 0 && able.length < mostNamed)) return able.some((code) => offered.includes(code))
  const lift = mitigation(offered, icf)
  // A question about an ability falls away only where the work would then go with any difficulty.
  return kind === 'ask_capability' ? posting.demands.every((demand) => demand.icf !== icf || isFree(demand, lift)) : lift > 0
}

function isFree(demand: Demand, lift: number): boolean {
  return !demand.essential || demand.source === 'occupation' || meetsAnyone(demand, lift)
}
