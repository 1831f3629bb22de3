import { capabilityFor, meetsAnyone, overload } from '../demand-fit.ts'
import type { Capability, Demand, Pair } from '../facts.ts'
import { fitOf, within } from '../function-fit.ts'
import type { Notebook, Rating } from '../notebook.ts'
import { bestOffer } from '../offers.ts'
import { full, neutral } from '../weights.ts'

const essentialWeight = 3

/**
 * The weighted mean over the posting's own demands. Demands assumed from the occupation join it within 500 of that mean, so that a guess
 * never outweighs a fact and a met demand is not thinned out by guesses.
 */
export function rateFunction(pair: Pair, notebook?: Notebook): Rating {
  const { demands } = pair.posting
  let weight = 0
  let sum = 0
  let known = 0
  for (const demand of demands) {
    if (demand.source === 'occupation') continue
    const share = demand.essential ? essentialWeight : 1
    const fit = fitOf(pair, demand)
    weight += share
    sum += share * fit.credit
    if (fit.isKnown) known += share
    if (notebook) noteDemand(pair, demand, notebook)
  }
  if (demands.length === 0) notebook?.evidence('function', 'unknown', { code: 'demands_not_stated' })
  if (notebook) noteUnderUse(pair, notebook)

  const facts = weight === 0 ? neutral : Math.floor(sum / weight)
  for (const demand of demands) {
    if (demand.source !== 'occupation') continue
    weight += 1
    sum += within(fitOf(pair, demand).credit, facts)
    notebook?.evidence('function', 'assumed', { code: 'demand_of_occupation', params: { icf: demand.icf } })
  }
  return weight === 0 ? { score: neutral, known: 0 } : { score: Math.floor(sum / weight), known: Math.floor((full * known) / weight) }
}

function noteDemand({ posting, jobseeker }: Pair, demand: Demand, notebook: Notebook): void {
  const { icf } = demand
  const offer = bestOffer(posting, icf)
  const capability = capabilityFor(jobseeker, icf)
  const isFact = capability !== null && capability.source !== 'prior'
  if (isFact && overload(capability.difficulty, demand, 0) === 0)
    return notebook.evidence('function', 'met', { code: 'demand_met', params: { icf } })
  if (offer !== null && (isFact ? overload(capability.difficulty, demand, offer.by) === 0 : meetsAnyone(demand, offer.by))) {
    return notebook.evidence('function', 'met', { code: 'demand_met_with', params: { icf, accommodation: offer.code } })
  }
  if (isFact) return notebook.evidence('function', 'unmet', { code: 'demand_unmet', params: { icf } })
  if (meetsAnyone(demand, 0)) return notebook.evidence('function', 'met', { code: 'demand_met', params: { icf } })
  if (capability !== null) return notebook.evidence('function', 'assumed', { code: 'demand_assumed', params: { icf } })
  notebook.evidence('function', 'unknown', { code: 'demand_unknown', params: { icf } })
}

const farBetter = 3

/** A finding for her adviser, never a subtraction: a subtraction would make gaining an ability cost points. */
function noteUnderUse({ posting, jobseeker }: Pair, notebook: Notebook): void {
  const own = posting.demands.filter(({ source }) => source !== 'occupation')
  const isFar = (demand: Demand, capability: Capability | null) =>
    capability !== null && capability.source !== 'prior' && demand.tolerated - capability.difficulty >= farBetter
  if (own.length > 0 && own.every((demand) => isFar(demand, capabilityFor(jobseeker, demand.icf))))
    notebook.finding({ code: 'under_use_function' })
}
