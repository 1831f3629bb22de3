import type { JobseekerFacts } from '@zhihe/scoring/facts'
import { createFacets, type Facets } from '../store/facets.ts'
import { createIds, type Ids } from '../store/ids.ts'
import { createLists } from '../store/lists.ts'
import { grown } from '../store/memory.ts'
import { type Blocks, createBlocks } from './blocks.ts'
import { createCommuteMasks } from './commute-slots.ts'
import { type FacetKey, facetKeys, writeSteps } from './facts-text.ts'
import { bitmap, icfCount, rowWords } from './layout.ts'
import { newPeopleMemory, type PeopleMemory } from './memory.ts'
import { listLength, listsOf, packRow } from './pack.ts'
import { patternWords, writeCommute, writePattern } from './pattern.ts'
import { anywhere, placesOf, wingOf } from './places.ts'
import { createFactsReader } from './read-facts.ts'

export type { PeopleMemory } from './memory.ts'

export interface People {
  put: (facts: JobseekerFacts) => boolean
  remove: (id: string) => void
  get: (id: string) => JobseekerFacts | undefined
  setRecommendations: (id: string, count: number) => void
  size: () => number
  /** The facts of a facet; kept, because there are few and each new posting reads them again. */
  factsOf: (key: FacetKey, facet: number) => Readonly<Partial<JobseekerFacts>>
  /** The same, and not kept: for who reads each facet once. */
  readFacts: (key: FacetKey, facet: number) => Readonly<Partial<JobseekerFacts>>
  /** The facts in a row; everything but id and version follows from the row alone. */
  factsInRow: (row: number) => JobseekerFacts
  /** People whose facts do not fit the packed form (a long list, letters outside ASCII): kept whole and judged one by one. */
  odd: ReadonlyMap<number, JobseekerFacts>
  /** Recommendations of people who are not held yet. */
  early: ReadonlyMap<string, number>
  recommendationsOf: (person: number) => number
  ids: Ids
  facets: Record<FacetKey, Facets>
  skills: Facets
  occupations: Facets
  licences: Facets
  blocks: Blocks
  memory: PeopleMemory
}

export function createPeople(memory: PeopleMemory = newPeopleMemory()): People {
  const ids = createIds(memory.ids)
  const facets = Object.fromEntries(facetKeys.map((key) => [key, createFacets(memory.facets[key])])) as Record<FacetKey, Facets>
  const dictionaries = {
    skills: createFacets(memory.skills),
    occupations: createFacets(memory.occupations),
    licences: createFacets(memory.licences),
  }
  const lists = createLists(memory.lists)
  const blocks = createBlocks(memory.blocks, memory.places)
  const odd = new Map<number, JobseekerFacts>()
  // Lists of proposals may be read before the people on them.
  const early = new Map<string, number>()
  const packed = { row: new Int32Array(rowWords), units: new Uint16Array(256), length: 0 }
  const { factsOf, factsInRow, readFacts } = createFactsReader(memory, { ids, facets, ...dictionaries })
  const commuteMask = createCommuteMasks()
  const pattern = new Int32Array(patternWords)
  const steps = new Uint8Array(icfCount)

  return {
    put: (facts) => {
      const held = ids.find(facts.id)
      if (held >= 0 && versionOf(held) > facts.version) return false
      writing(() => write(facts))
      return true
    },
    remove: (id) => {
      early.delete(id)
      const person = ids.find(id)
      if (person < 0) return
      writing(() => {
        release(person)
        ids.remove(person)
      })
    },
    get: (id) => {
      const person = ids.find(id)
      if (person < 0) return undefined
      return odd.get(person) ?? factsInRow((memory.row[person] as number) - 1)
    },
    setRecommendations: (id, count) => {
      const person = ids.find(id)
      if (person >= 0) {
        writing(() => {
          memory.recommendations[person] = count
        })
      } else if (count === 0) early.delete(id)
      else early.set(id, count)
    },
    size: ids.size,
    factsOf,
    readFacts,
    factsInRow,
    odd,
    early,
    recommendationsOf: (person) => memory.recommendations[person] as number,
    ids,
    facets,
    ...dictionaries,
    blocks,
    memory,
  }

  function versionOf(person: number): number {
    return odd.get(person)?.version ?? (memory.version[person] as number)
  }

  // A reader in another thread that saw an odd clock, or another one at its end, reads again.
  function writing(change: () => void): void {
    Atomics.add(memory.clock, 0, 1)
    try {
      change()
    } finally {
      Atomics.add(memory.clock, 0, 1)
    }
  }

  function write(facts: JobseekerFacts): void {
    const isNew = ids.find(facts.id) < 0
    const person = ids.add(facts.id)
    memory.version = grown(memory.version, person + 1)
    memory.recommendations = grown(memory.recommendations, person + 1)
    memory.row = grown(memory.row, person + 1)
    if (isNew) {
      memory.recommendations[person] = early.get(facts.id) ?? 0
      memory.row[person] = 0
      early.delete(facts.id)
    } else release(person)

    if (packRow(facts, { facets, ...dictionaries }, packed)) place(person, facts)
    else odd.set(person, structuredClone(facts))
  }

  function place(person: number, facts: JobseekerFacts): void {
    const { row: packedRow, units, length } = packed
    writeSteps(facts, steps, 0)
    keepSteps(packedRow[4] as number)
    const numbers = {
      skills: listsOf(packed).skills,
      licences: (facts.licences ?? []).map((code) => dictionaries.licences.intern(code)),
      steps,
    }
    writePattern(pattern, facts, numbers)
    packedRow[0] = person
    const places = placesOf(facts.regionCode, facts.willingRegions)
    const partitionIn = (place: string) => blocks.partition(wingOf(place, facts.workModes))
    packedRow[1] = lists.take(length, partitionIn(places[0] ?? anywhere))
    memory.lists.units.set(units.subarray(0, length), packedRow[1])
    memory.version[person] = facts.version

    let last = -1
    for (const name of places) {
      const row = blocks.take(partitionIn(name))
      writeCommute(pattern, commuteMask(name, facts, (packedRow[7] as number) & 0xffff))
      if (last < 0) {
        memory.row[person] = row + 1
        if ((pattern[0] as number) & (1 << bitmap.live)) pattern[0] = (pattern[0] as number) | (1 << bitmap.primary)
      } else memory.blocks.next[last] = row + 1
      memory.blocks.rows.set(packedRow, row * rowWords)
      memory.blocks.next[row] = 0
      blocks.writeBits(row, pattern)
      pattern[0] = (pattern[0] as number) & ~(1 << bitmap.primary)
      last = row
    }
  }

  function keepSteps(facet: number): void {
    memory.steps.bytes = grown(memory.steps.bytes, (facet + 1) * icfCount)
    memory.steps.bytes.set(steps, facet * icfCount)
  }

  function release(person: number): void {
    odd.delete(person)
    let row = (memory.row[person] as number) - 1
    memory.row[person] = 0
    if (row < 0) return
    const { rows } = memory.blocks
    lists.free(rows[row * rowWords + 1] as number, listLength(rows[row * rowWords + 2] as number), blocks.partitionOf(row))
    while (row >= 0) {
      const next = (memory.blocks.next[row] as number) - 1
      blocks.free(row)
      row = next
    }
  }
}
