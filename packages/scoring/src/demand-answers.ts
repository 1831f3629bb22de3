import type { AccommodationCode } from '@zhihe/vocabulary/accommodation'
import type { IcfCode } from '@zhihe/vocabulary/icf'
import { capabilityFor, meetsAnyone, overload } from './demand-fit.ts'
import { type Evidence, evidenceBy } from './explain-telling.ts'
import type { Capability, Demand, JobseekerFacts, PostingFacts } from './facts.ts'
import { type DemandFit, fitWith } from './function-fit.ts'
import { bestOffer, canBeLifted, type Lift } from './offers.ts'

/** What a demand says to one state of knowledge about a person. */
export interface DemandAnswer extends DemandFit {
  /** Far more able than the work asks, as a fact. */
  isFarBetter: boolean
  /** Of the hard rule, where the demand is essential and the posting's own. */
  finding: 'essential_demand_unmet' | 'conditional' | null
  /** How many steps an accommodation would have to lift, 0 where somebody has to be asked; for `conditional`. */
  missing: number
  evidence: Evidence
}

const farBetter = 3

const met = evidenceBy('met', 'demand_met', 'icf')
const metWith = evidenceBy('met', 'demand_met_with', 'icf', 'accommodation')
const unmet = evidenceBy('unmet', 'demand_unmet', 'icf')
const assumed = evidenceBy('assumed', 'demand_assumed', 'icf')
const unknown = evidenceBy('unknown', 'demand_unknown', 'icf')

/** What all demands for one activity say under one offer; few, because difficulties and tables are small. */
interface Answers {
  offer: Lift | null
  /** By what is tolerated and what is known. */
  byState: Map<number, DemandAnswer>
}

interface Offers {
  isRemote: boolean
  accommodations: readonly AccommodationCode[]
  answers: Map<IcfCode, Answers>
}

const known = new Map<string, Answers>()
// Found by the list and checked by value: a list that was changed in place is read anew.
const offersByList = new WeakMap<readonly AccommodationCode[], Offers>()

/** Function of demand, offers and capability alone, and nearly always worked out before. */
export function answerTo(demand: Demand, posting: PostingFacts, jobseeker: JobseekerFacts): DemandAnswer {
  const { answers } = offersOf(posting)
  let own = answers.get(demand.icf)
  if (own === undefined) {
    own = answersUnder(demand.icf, bestOffer(posting, demand.icf))
    answers.set(demand.icf, own)
  }
  const capability = capabilityOf(jobseeker, demand.icf)
  const state = demand.tolerated * states + stateOf(capability)
  const found = own.byState.get(state)
  if (found !== undefined) return found
  const made = makeAnswer(demand, own.offer, capability)
  own.byState.set(state, made)
  return made
}

function offersOf(posting: PostingFacts): Offers {
  const { accommodations } = posting
  const isRemote = posting.workMode === 'remote'
  const held = offersByList.get(accommodations)
  if (held !== undefined && held.isRemote === isRemote && isSame(held.accommodations, accommodations)) return held
  const offers: Offers = { isRemote, accommodations: [...accommodations], answers: new Map() }
  offersByList.set(accommodations, offers)
  return offers
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false
  for (let place = 0; place < one.length; place += 1) if (one[place] !== other[place]) return false
  return true
}

function answersUnder(icf: IcfCode, offer: Lift | null): Answers {
  const key = `${icf} ${offer?.code ?? ''}`
  let answers = known.get(key)
  if (answers === undefined) known.set(key, (answers = { offer, byState: new Map() }))
  return answers
}

// 0: nothing is said; then facts by difficulty, then assumptions. Whose word a fact is makes no difference.
const states = 16
const assumptions = 8

function stateOf(capability: Capability | null): number {
  if (capability === null) return 0
  return 1 + capability.difficulty + (capability.source === 'prior' ? assumptions : 0)
}

const capabilitiesByList = new WeakMap<readonly Capability[], ReadonlyMap<IcfCode, Capability | null>>()

/** As `capabilityFor`. Only what can never change is remembered: the engine's lists are frozen, and shared by all who have the same. */
function capabilityOf(jobseeker: JobseekerFacts, icf: IcfCode): Capability | null {
  const { capabilities } = jobseeker
  const byIcf = capabilitiesByList.get(capabilities)
  if (byIcf !== undefined) return byIcf.get(icf) ?? null
  if (!Object.isFrozen(capabilities) || !capabilities.every(Object.isFrozen)) return capabilityFor(jobseeker, icf)
  capabilitiesByList.set(capabilities, new Map(capabilities.map((one) => [one.icf, capabilityFor(jobseeker, one.icf)])))
  return capabilityFor(jobseeker, icf)
}

function makeAnswer(demand: Demand, offer: Lift | null, capability: Capability | null): DemandAnswer {
  const fit = fitWith(demand, offer?.by ?? 0, capability)
  const isFact = capability !== null && capability.source !== 'prior'
  return {
    credit: fit.credit,
    isKnown: fit.isKnown,
    isFarBetter: isFact && demand.tolerated - capability.difficulty >= farBetter,
    finding: findingOf(demand, offer?.by ?? 0, capability),
    missing: isFact ? capability.difficulty - demand.tolerated : 0,
    evidence: evidenceOf(demand, offer, capability),
  }
}

function findingOf(demand: Demand, lift: number, capability: Capability | null): DemandAnswer['finding'] {
  if (meetsAnyone(demand, lift)) return null
  // A prior does not settle an essential demand: it leaves the question open, exactly as if nothing were assumed.
  if (capability === null || capability.source === 'prior') return 'conditional'
  if (overload(capability.difficulty, demand, lift) === 0) return null
  return canBeLifted(demand.icf, capability.difficulty - demand.tolerated) ? 'conditional' : 'essential_demand_unmet'
}

function evidenceOf(demand: Demand, offer: Lift | null, capability: Capability | null): Evidence {
  const { icf } = demand
  const isFact = capability !== null && capability.source !== 'prior'
  if (isFact && overload(capability.difficulty, demand, 0) === 0) return met(icf)
  if (offer !== null && (isFact ? overload(capability.difficulty, demand, offer.by) === 0 : meetsAnyone(demand, offer.by))) {
    return metWith(icf, offer.code)
  }
  if (isFact) return unmet(icf)
  if (meetsAnyone(demand, 0)) return met(icf)
  return capability === null ? unknown(icf) : assumed(icf)
}
