import type { Engine } from '@zhihe/engine/engine'
import { explain } from '@zhihe/scoring/explain'
import type { JobseekerFacts, PostingFacts } from '@zhihe/scoring/facts'
import type { AccommodationCode } from '@zhihe/vocabulary/accommodation'
import { prefectureOf } from '@zhihe/vocabulary/region'
import { quantile } from '../measure.ts'
import { mean } from './timing.ts'
import { worldAt } from './world.ts'

// The asks beside the two lists. Each is measured against our own search, so a ratio below one is cheaper than asking.

const at = worldAt
const context = { at }

/** Explaining every result of a search against the search itself. */
export function measureExplain(engine: Engine, postings: readonly PostingFacts[], limit: number) {
  const ratios = postings.flatMap((posting) => {
    const list = engine.rankForPosting(posting.id, { limit, at })
    if (list.length < limit) return []
    const people = list.flatMap(({ jobseekerId }) => engine.getJobseeker(jobseekerId) ?? [])
    const search = leastMs(5, () => engine.rankForPosting(posting.id, { limit, at }))
    return [{ search, explained: leastMs(5, () => people.map((jobseeker) => explain(posting, jobseeker, context))) }]
  })
  const [search, explained] = [mean(ratios.map((one) => one.search)), mean(ratios.map((one) => one.explained))]
  return { searchMs: search, explainMs: explained, ratio: explained / search }
}

/** One accommodation more over all open postings of a district, against one search for each of them. */
export function measureWhatIf(engine: Engine, postings: readonly PostingFacts[], accommodation: AccommodationCode, limit: number) {
  const district = busiestDistrict(postings)
  const open = postings.filter(({ regionCode, status }) => status === 'open' && regionCode === district)
  const toggled = leastMs(3, () => {
    for (const { id } of open) engine.gainFromOffer(id, accommodation, { at })
  })
  const searched = leastMs(3, () => {
    for (const { id } of open) engine.rankForPosting(id, { limit, at })
  })
  return { district, postings: open.length, toggledMs: toggled, searchedMs: searched, ratio: toggled / searched }
}

function busiestDistrict(postings: readonly PostingFacts[]): string {
  const counts = new Map<string, number>()
  for (const { regionCode } of postings)
    if (prefectureOf(regionCode) !== regionCode) counts.set(regionCode, (counts.get(regionCode) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? ''
}

/** A change of one person: her facts in place, her new list, and every shortlist that she now enters or leaves. */
export function measureChange(engine: Engine, people: readonly JobseekerFacts[], { lasts, limit }: Shortlists) {
  const times = { put: [] as number[], list: [] as number[], all: [] as number[] }
  let touched = 0
  for (const person of people) {
    const changed = { ...person, version: person.version + 1, payFloorFen: (person.payFloorFen ?? 200_000) + 10_000 }
    const started = performance.now()
    engine.putJobseeker(changed)
    times.put.push(performance.now() - started)
    engine.rankForJobseeker(person.id, { limit, at })
    times.list.push(performance.now() - started)
    engine.forEachFit(person.id, { at }, (postingId, tier, score) => {
      if (keyIn(tier, score) >= (lasts.get(postingId) ?? Infinity)) touched += 1
    })
    times.all.push(performance.now() - started)
  }
  return {
    putMs: quantile(times.put, 0.5),
    listMs: quantile(times.list, 0.5),
    allMs: quantile(times.all, 0.5),
    touched: touched / people.length,
  }
}

interface Shortlists {
  /** By posting, the key of the last one on its shortlist. */
  lasts: ReadonlyMap<string, number>
  limit: number
}

export function keyOf({ verdict, score }: { verdict: 'eligible' | 'conditional'; score: number }): number {
  return keyIn(verdict === 'eligible' ? 0 : 1, score)
}

function keyIn(tier: 0 | 1, score: number): number {
  return (1 - tier) * 100_000 + score
}

/** The last key of every posting's shortlist, as a service would keep it; 0 where there is room. */
export function shortlistsOf(engine: Engine, postings: readonly PostingFacts[], limit: number): Map<string, number> {
  return new Map(
    postings.map(({ id }) => {
      const list = engine.rankForPosting(id, { limit, at })
      const last = list.at(-1)
      return [id, last === undefined || list.length < limit ? 0 : keyOf(last)]
    }),
  )
}

export function leastMs(repetitions: number, work: () => unknown): number {
  let least = Infinity
  for (let turn = 0; turn < repetitions; turn += 1) {
    const started = performance.now()
    work()
    least = Math.min(least, performance.now() - started)
  }
  return least
}

/** How fast this machine reads memory now, in bytes a millisecond: the floor of anything that has to look at its data. */
export function readBandwidth(): number {
  const words = new Float64Array(1 << 24)
  const ms = leastMs(4, () => {
    let [a, b, c, d] = [0, 0, 0, 0]
    for (let place = 0; place < words.length; place += 4) {
      a += words[place] ?? 0
      b += words[place + 1] ?? 0
      c += words[place + 2] ?? 0
      d += words[place + 3] ?? 0
    }
    return a + b + c + d
  })
  return words.byteLength / ms
}
