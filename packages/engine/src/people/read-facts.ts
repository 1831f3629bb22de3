import type { JobseekerFacts } from '@zhihe/scoring/facts'
import type { Facets } from '../store/facets.ts'
import type { Ids } from '../store/ids.ts'
import { codecs, type FacetKey, facetKeys } from './facts-text.ts'
import { licencesIn, needsIn, rowWords } from './layout.ts'
import type { PeopleMemory } from './memory.ts'
import { type Dictionaries, readLists } from './pack.ts'

// The others are many, and are read once for each place or not at all.
const keptKeys: ReadonlySet<FacetKey> = new Set(['age', 'limits', 'forms', 'needs', 'pay', 'licences'])

interface Held extends Dictionaries {
  ids: Ids
  facets: Record<FacetKey, Facets>
}

/** Facts back from memory, equal to what was put. */
export function createFactsReader(memory: PeopleMemory, { ids, facets, ...dictionaries }: Held) {
  const decoded = Object.fromEntries(facetKeys.map((key) => [key, []])) as unknown as Record<FacetKey, Partial<JobseekerFacts>[]>
  return { factsOf, factsInRow }

  function factsOf(key: FacetKey, facet: number): Partial<JobseekerFacts> {
    const kept = decoded[key][facet]
    if (kept !== undefined) return kept
    const facts = codecs[key].read(facets[key].text(facet))
    if (keptKeys.has(key)) decoded[key][facet] = facts
    return facts
  }

  function factsInRow(row: number): JobseekerFacts {
    const { rows } = memory.blocks
    const at = row * rowWords
    const person = rows[at] as number
    const of = factsOf
    const flags = rows[at + 7] as number
    return {
      id: ids.text(person),
      version: memory.version[person] as number,
      active: (flags & 0x10000) !== 0,
      consentsToMatching: (flags & 0x20000) !== 0,
      ...of('reach', rows[at + 3] as number),
      ...of('capabilities', rows[at + 4] as number),
      ...of('age', (rows[at + 5] as number) & 0xffff),
      ...of('needs', needsIn(rows[at + 5] as number, flags)),
      ...of('pay', (rows[at + 6] as number) & 0xfffff),
      ...of('licences', licencesIn(rows[at + 6] as number, flags)),
      ...of('limits', flags & 0xffff),
      ...of('forms', (rows[at + 2] as number) >>> 20),
      ...readLists(memory.lists.units, rows[at + 1] as number, rows[at + 2] as number, dictionaries),
    } as JobseekerFacts
  }
}
