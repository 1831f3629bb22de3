import { type FacetMemory, newFacetMemory } from '../store/facets.ts'
import { type IdMemory, newIdMemory } from '../store/ids.ts'
import { type ListMemory, newListMemory } from '../store/lists.ts'
import { type Bytes, bytes, type Halves, halves, type Words, words } from '../store/memory.ts'
import { type BlockMemory, newBlockMemory } from './blocks.ts'
import { type FacetKey, facetKeys } from './facts-text.ts'

/** Everything about the people, in shared memory; `odd` are those few whose facts do not fit it. */
export interface PeopleMemory {
  /** [times written: odd while a write is going on] */
  clock: Words
  ids: IdMemory
  /** By person. */
  version: Words
  recommendations: Halves
  /** Her first row + 1, or 0. */
  row: Words
  facets: Record<FacetKey, FacetMemory>
  /** By facet of capabilities: a step per activity. */
  steps: { bytes: Bytes }
  skills: FacetMemory
  occupations: FacetMemory
  licences: FacetMemory
  lists: ListMemory
  blocks: BlockMemory
  places: FacetMemory
}

export function newPeopleMemory(): PeopleMemory {
  const facets = Object.fromEntries(facetKeys.map((key) => [key, newFacetMemory()])) as Record<FacetKey, FacetMemory>
  return {
    clock: words(1),
    ids: newIdMemory(),
    version: words(16),
    recommendations: halves(16),
    row: words(16),
    facets,
    steps: { bytes: bytes(16) },
    skills: newFacetMemory(),
    occupations: newFacetMemory(),
    licences: newFacetMemory(),
    lists: newListMemory(),
    blocks: newBlockMemory(),
    places: newFacetMemory(),
  }
}
