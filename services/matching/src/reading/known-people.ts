import { matchingOff } from '../domain/matching-off.ts'
import type { Memory } from '../index/memory.ts'

/** As much of a person as decides whether and as which version she is shown. */
export interface KnownPerson {
  tenantId: string
  regionCode: string | null
  version: number
  /** Consents to matching and looks for work: nobody else is shown to an employer. */
  isMatched: boolean
}

export type FindPerson = (jobseekerId: string) => KnownPerson | undefined

const remembered = 200_000

/** Looks people up without decoding their facts again; who changed is looked up anew, so the answer is always that of the memory. */
export function createKnownPeople(memory: Pick<Memory, 'jobseeker' | 'counter' | 'changedSince'>): FindPerson {
  let known = new Map<string, KnownPerson>()
  let counter = memory.counter()

  return (id) => {
    if (memory.counter() !== counter) forgetChanged()
    const person = known.get(id)
    if (person !== undefined) return person
    const jobseeker = memory.jobseeker(id)
    if (jobseeker === undefined) return undefined
    const { tenantId, facts } = jobseeker
    const found = { tenantId, regionCode: facts.regionCode, version: facts.version, isMatched: matchingOff(facts) === null }
    if (known.size >= remembered) known = new Map()
    known.set(id, found)
    return found
  }

  function forgetChanged(): void {
    const changed = memory.changedSince(counter)
    if (changed === null) known = new Map()
    else for (const id of changed) known.delete(id)
    counter = memory.counter()
  }
}
