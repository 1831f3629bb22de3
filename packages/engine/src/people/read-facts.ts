import type { JobseekerFacts } from '@zhihe/scoring/facts'
import type { Facets } from '../store/facets.ts'
import type { Ids } from '../store/ids.ts'
import { codecs, type FacetKey, facetKeys } from './facts-text.ts'
import { licencesIn, needsIn, rowWords } from './layout.ts'
import type { PeopleMemory } from './memory.ts'
import { type Dictionaries, readLists } from './pack.ts'

/**
 * How many facets are kept decoded, a place for each number modulo that. Homes are read again for each county, vectors of capabilities are long;
 * the others are few. Frozen, because all who have the facet share them: equal lists are the same object.
 */
const keptFacets: Readonly<Record<FacetKey, number>> = {
  age: 16_384,
  limits: 16_384,
  forms: 4_096,
  needs: 16_384,
  pay: 16_384,
  licences: 8_192,
  reach: 65_536,
  capabilities: 8_192,
}

interface Held extends Dictionaries {
  ids: Ids
  facets: Record<FacetKey, Facets>
}

interface Kept {
  facet: number
  facts: Readonly<Partial<JobseekerFacts>>
}

/** Facts back from memory, equal to what was put. */
export function createFactsReader(memory: PeopleMemory, { ids, facets, ...dictionaries }: Held) {
  const decoded = Object.fromEntries(facetKeys.map((key) => [key, []])) as unknown as Record<FacetKey, (Kept | undefined)[]>
  return { factsOf, factsInRow, readFacts }

  function readFacts(key: FacetKey, facet: number): Readonly<Partial<JobseekerFacts>> {
    return codecs[key].read(facets[key].text(facet))
  }

  function factsOf(key: FacetKey, facet: number): Readonly<Partial<JobseekerFacts>> {
    const place = facet % keptFacets[key]
    const own = decoded[key]
    // Without holes: an array filled at any place becomes a hash table.
    while (own.length <= place) own.push(undefined)
    const kept = own[place]
    if (kept?.facet === facet) return kept.facts
    const facts = frozen(readFacts(key, facet))
    own[place] = { facet, facts }
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

function frozen<T extends object>(value: T): Readonly<T> {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) frozen(inner)
  return Object.freeze(value)
}
