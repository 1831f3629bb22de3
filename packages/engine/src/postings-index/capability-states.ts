import type { Capability, JobseekerFacts } from '@zhihe/scoring/facts'
import { capabilityState } from './demands.ts'
import { demandsPerIcf, type PostingTerms } from './memory.ts'

/** By activity: where her state begins in the table of demands, and the state itself. */
interface States {
  demandBase: Int32Array
  capabilities: Uint8Array
  /** How many activities had a number when this was made; with more it has to be made again. */
  activities: number
}

/** Facts come out of the store with lists that many people share; the list itself is the key, so a changed person has another one. */
export function createStates({ icf: icfs }: PostingTerms): (facts: JobseekerFacts) => States {
  const made = new WeakMap<readonly Capability[], States>()
  return (facts) => {
    const held = made.get(facts.capabilities)
    if (held !== undefined && held.activities === icfs.size()) return held
    const states = statesOf(facts, icfs)
    made.set(facts.capabilities, states)
    return states
  }
}

function statesOf(facts: JobseekerFacts, icfs: PostingTerms['icf']): States {
  const activities = icfs.size()
  const demandBase = Int32Array.from({ length: activities }, (_, place) => place * demandsPerIcf)
  const capabilities = new Uint8Array(activities)
  for (const { icf } of facts.capabilities) {
    const place = icfs.find(icf)
    if (place < 0 || capabilities[place] !== 0) continue
    const state = capabilityState(facts, icf)
    capabilities[place] = state
    demandBase[place] = place * demandsPerIcf + state * 25
  }
  return { demandBase, capabilities, activities }
}
