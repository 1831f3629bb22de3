import type { Context, Demand, PostingFacts } from '@zhihe/scoring/facts'
import { fitWith, within } from '@zhihe/scoring/function-fit'
import { offeredLift } from '@zhihe/scoring/offers'
import { partOf } from '@zhihe/scoring/parts'
import { full, neutral, weights } from '@zhihe/scoring/weights'
import { createFacetTable, type FacetTable } from './facet-table.ts'
import { capabilityAt, capabilitySteps } from './facts-text.ts'
import { icfCount, icfIndex } from './layout.ts'
import { type asks, knownShift, outcomeShift, passes, rate, type Side } from './rated.ts'

/** One demand of a posting against each of the eleven steps of a capability. */
interface StepTable {
  credits: number[]
  known: boolean[]
  outcomes: number[]
}

export interface CompiledDemand {
  icf: number
  /** Of the weight; 0: assumed from the occupation. */
  share: number
  table: StepTable
}

// As in scoring's function component; law 5 would show it if they drifted apart.
const essentialWeight = 3

const functionPart = partOf('function')
const stepTables = new Map<number, StepTable>()
const sources = ['stated', 'confirmed', 'occupation'] as const

/** null when a demand names an activity outside the vocabulary: such a posting is judged plainly. */
export function compileDemands(posting: PostingFacts, context: Context): CompiledDemand[] | null {
  const compiled: CompiledDemand[] = []
  for (const demand of posting.demands) {
    const icf = icfIndex.get(demand.icf)
    if (icf === undefined) return null
    const isOwn = demand.source !== 'occupation'
    const share = isOwn ? (demand.essential ? essentialWeight : 1) : 0
    compiled.push({ icf, share, table: stepTable(demand, icf, { posting, context }) })
  }
  return compiled
}

// A demand is the same for every posting once its lift is known, so few tables are ever made.
function stepTable(demand: Demand, icf: number, { posting, context }: Side): StepTable {
  const lift = offeredLift(posting, demand.icf)
  const kind = sources.indexOf(demand.source) * 2 + (demand.essential ? 1 : 0)
  const key = ((icf * 8 + demand.tolerated) * 8 + lift) * 8 + kind
  const held = stepTables.get(key)
  if (held !== undefined) return held
  const only = { posting: { ...posting, demands: [demand] }, context }
  const table: StepTable = { credits: [], known: [], outcomes: [] }
  for (let step = 0; step < capabilitySteps; step += 1) {
    const capabilities = capabilityAt(demand.icf, step)
    const fit = fitWith(demand, lift, capabilities[0] ?? null)
    table.credits.push(fit.credit)
    table.known.push(fit.isKnown)
    table.outcomes.push(rate(functionPart, only, { capabilities }).outcome)
  }
  stepTables.set(key, table)
  return table
}

/**
 * The function part of each vector of steps: a load per demand instead of a search per demand. Credits lie in one array and nothing is
 * allocated, because a posting fills hundreds of cells: with an object a cell it took more time than the scan that asked.
 */
export function createFunctionTable(demands: readonly CompiledDemand[], people: { memory: { steps: { bytes: Uint8Array } } }): FacetTable {
  const own = flatten(demands.filter(({ share }) => share !== 0))
  const assumed = flatten(demands.filter(({ share }) => share === 0))
  const weight = own.weight + assumed.icf.length
  const table = createFacetTable(functionPart, never)
  table.fill = (facet) => {
    const steps = people.memory.steps.bytes
    const at = facet * icfCount
    let outcome: number = passes
    let sum = 0
    let known = 0
    for (let place = 0; place < own.icf.length; place += 1) {
      const cell = place * capabilitySteps + (steps[at + (own.icf[place] as number)] as number)
      outcome |= own.outcomes[cell] as number
      sum += own.credits[cell] as number
      known += own.known[cell] as number
    }
    const facts = own.weight === 0 ? neutral : Math.floor(sum / own.weight)
    for (let place = 0; place < assumed.icf.length; place += 1) {
      sum += within(assumed.credits[place * capabilitySteps + (steps[at + (assumed.icf[place] as number)] as number)] as number, facts)
    }
    const score = weight === 0 ? neutral : Math.floor(sum / weight)
    const word = (outcome << outcomeShift) | Math.floor((weights.function * score) / full)
    table.words[facet] = word
    table.ratings[facet] = score | ((weight === 0 ? 0 : Math.floor((full * known) / weight)) << knownShift)
    return word
  }
  return table
}

function never(): never {
  throw new Error('the table of functions fills itself')
}

// Shares are multiplied in.
function flatten(demands: readonly CompiledDemand[]) {
  const cells = demands.length * capabilitySteps
  const flat = {
    icf: new Int32Array(demands.length),
    credits: new Int32Array(cells),
    known: new Int32Array(cells),
    outcomes: new Uint8Array(cells),
    weight: 0,
  }
  demands.forEach(({ icf, share, table }, place) => {
    flat.icf[place] = icf
    flat.weight += share
    for (let step = 0; step < capabilitySteps; step += 1) {
      const cell = place * capabilitySteps + step
      flat.credits[cell] = (table.credits[step] as number) * (share || 1)
      flat.known[cell] = table.known[step] ? share : 0
      flat.outcomes[cell] = table.outcomes[step] as number
    }
  })
  return flat
}

/** The worst difficulty, stated or assessed, that still passes (`at most asks`: that does not exclude); null when it cannot be said so simply. */
export function worstWithin({ table }: CompiledDemand, most: typeof passes | typeof asks): number | null {
  const facts = table.outcomes.slice(1, 6)
  const worst = facts.findLastIndex((outcome) => outcome <= most)
  return facts.every((outcome, difficulty) => outcome <= most === difficulty <= worst) ? worst : null
}
