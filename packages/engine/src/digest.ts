import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import type { EngineState } from './engine.ts'
import { codecs, type FacetKey, facetKeys } from './people/facts-text.ts'
import { licencesIn, needsIn, rowWords } from './people/layout.ts'
import { readLists } from './people/pack.ts'
import type { People } from './people/people.ts'

/** 64 bits as 16 hexadecimal digits. Equal for equal facts, in whatever order and by whatever history they came. */
export interface Digest {
  jobseekers: string
  postings: string
  /** By the first four digits of the home or of the place of work; `none` for an unknown home. */
  partitions: Record<string, { jobseekers: string; postings: string }>
}

/** Everything the engine holds, in one pass: what two processes compare to see whether they know the same. */
export function digestOf({ people, shelf }: EngineState): Digest {
  const sums = createSums()
  const ofPerson = createPersonDigest(people)
  for (const row of people.memory.row) if (row > 0) ofPerson(row - 1, sums.jobseekers)
  for (const facts of people.odd.values()) sums.jobseekers(regionOf(facts), digestOfJobseeker(facts))
  for (const facts of shelf.all()) sums.postings(regionOf(facts), digestOfPosting(facts))
  return sums.digest()
}

type Lanes = readonly [number, number]
type Add = (region: string, lanes: Lanes) => void

function regionOf({ regionCode }: { regionCode: string | null }): string {
  return regionCode?.slice(0, 4) ?? 'none'
}

export function digestOfPosting(facts: PostingFacts): Lanes {
  return hash(canonical(facts))
}

export function digestOfJobseeker(facts: JobseekerFacts): Lanes {
  const parts = facetKeys.map((key) => hash(canonical(codecs[key].read(codecs[key].write(facts)))))
  return combine(facts, parts)
}

type Listed = Pick<
  JobseekerFacts,
  'id' | 'version' | 'active' | 'consentsToMatching' | 'skills' | 'desiredOccupations' | 'experience' | 'education'
>

function combine(facts: Listed, parts: readonly Lanes[]): Lanes {
  const { id, version, active, consentsToMatching, skills, desiredOccupations, experience, education } = facts
  const lists = [
    skills.map(({ code, level, evidence }) => `${code} ${level} ${evidence}`),
    desiredOccupations,
    experience?.map(({ occupationCode, years }) => `${occupationCode} ${years}`) ?? null,
  ]
  return hash(`${id} ${version} ${active} ${consentsToMatching} ${education} ${JSON.stringify(lists)} ${parts.join(' ')}`)
}

// A part that many people share is hashed once.
function createPersonDigest(people: People): (row: number, add: Add) => void {
  const kept = new Map<FacetKey, { region: string; lanes: Lanes }[]>(facetKeys.map((key) => [key, []]))
  const partOf = (key: FacetKey, facet: number) => {
    const known = kept.get(key) ?? []
    const held = known[facet]
    if (held !== undefined) return held
    const facts = codecs[key].read(people.facets[key].text(facet))
    const part = { region: regionOf({ regionCode: facts.regionCode ?? null }), lanes: hash(canonical(facts)) }
    known[facet] = part
    return part
  }

  return (row, add) => {
    const { rows } = people.memory.blocks
    const at = row * rowWords
    const word = (place: number) => rows[at + place] as number
    const facetOf: Record<FacetKey, number> = {
      age: word(5) & 0xffff,
      reach: word(3),
      limits: word(7) & 0xffff,
      forms: word(2) >>> 20,
      capabilities: word(4),
      needs: needsIn(word(5), word(7)),
      pay: word(6) & 0xfffff,
      licences: licencesIn(word(6), word(7)),
    }
    const parts = facetKeys.map((key) => partOf(key, facetOf[key]))
    const lists = readLists(people.memory.lists.units, word(1), word(2), people)
    const stated = { active: (word(7) & 0x10000) !== 0, consentsToMatching: (word(7) & 0x20000) !== 0 }
    const own = { id: people.ids.text(word(0)), version: people.memory.version[word(0)] as number }
    const lanes = parts.map((part) => part.lanes)
    add(partOf('reach', facetOf.reach).region, combine({ ...own, ...stated, ...lists }, lanes))
  }
}

function createSums() {
  const whole = { jobseekers: [0, 0], postings: [0, 0] }
  const byRegion = new Map<string, typeof whole>()
  const adder =
    (side: keyof typeof whole): Add =>
    (region, [high, low]) => {
      const own = byRegion.get(region) ?? { jobseekers: [0, 0], postings: [0, 0] }
      byRegion.set(region, own)
      // A sum does not know an order; each lane wraps around on its own.
      for (const sum of [whole[side], own[side]]) {
        sum[0] = ((sum[0] as number) + high) | 0
        sum[1] = ((sum[1] as number) + low) | 0
      }
    }
  const text = (sum: readonly number[]) => sum.map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('')
  const texts = ({ jobseekers, postings }: typeof whole) => ({ jobseekers: text(jobseekers), postings: text(postings) })
  return {
    jobseekers: adder('jobseekers'),
    postings: adder('postings'),
    digest: (): Digest => {
      const regions = [...byRegion].sort(([a], [b]) => (a < b ? -1 : 1))
      return { ...texts(whole), partitions: Object.fromEntries(regions.map(([region, sums]) => [region, texts(sums)])) }
    },
  }
}

/** JSON with the keys of every object in order, so that it does not tell who wrote it. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, held: unknown) =>
    held === null || typeof held !== 'object' || Array.isArray(held)
      ? held
      : Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1))),
  )
}

// Two multiplicative hashes with different primes, stirred at the end so that a sum of them stays even.
function hash(text: string): Lanes {
  let high = 0x811c9dc5
  let low = 0x1b873593
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place)
    high = Math.imul(high ^ code, 0x01000193)
    low = Math.imul(low ^ code, 0x85ebca6b)
    low ^= low >>> 15
  }
  return [stir(high ^ (low >>> 7)), stir(low ^ (high << 5))]
}

function stir(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x7feb352d)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b)
  return mixed ^ (mixed >>> 16)
}
