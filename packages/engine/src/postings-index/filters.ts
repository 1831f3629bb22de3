import { bitmap, blockWords, familyBuckets, licenceBuckets, mustBuckets, type PostingMemory, payThresholds } from './memory.ts'
import type { Person } from './person.ts'
import type { Ground } from './rate.ts'

/** Bitmaps as word offsets in a block, of which a posting needs one. */
export interface Group {
  offsets: Int32Array
  count: number
}

/** The bitmaps that a search has to AND; what they let through is still looked at in the record. */
export interface Filters extends Group {
  groups: readonly [must: Group, licence: Group]
  groupCount: number
  /** One more bitmap, by record. */
  only: Int32Array | null
}

export function createFilters(): Filters {
  const group = (size: number): Group => ({ offsets: new Int32Array(size), count: 0 })
  return { ...group(bitmap.count), groups: [group(1 + mustBuckets + familyBuckets), group(1 + licenceBuckets)], groupCount: 0, only: null }
}

const thresholds = payThresholds()

/** Whoever may be eligible. False when nobody can: she has left open what every posting asks. */
export function readStrictFilters(filters: Filters, person: Person, memory: PostingMemory, ground: Ground): boolean {
  const { wanted, states, needs } = person
  if (!wanted.isFormKnown || !wanted.isModeKnown) return false
  filters.count = 0
  takeAll(filters, wanted.offsets)
  takeDemands(filters, states.met, memory)
  take(filters, bitmap.noStatement)
  takeLimits(filters, person, ground, true)
  takeAll(filters, needs.offsets)
  takePay(filters, person, bitmap.payReaches)
  readMust(filters.groups[0], person, true)
  return true
}

/** Whoever may be at least conditional. */
export function readLooseFilters(filters: Filters, person: Person, memory: PostingMemory, ground: Ground): void {
  filters.count = 0
  takeAll(filters, person.wanted.offsets)
  takeDemands(filters, person.states.open, memory)
  takeLimits(filters, person, ground, false)
  takePay(filters, person, bitmap.payOpen)
  readMust(filters.groups[0], person, false)
}

// An activity that no posting insists on needs no bitmap.
function takeDemands(filters: Filters, demands: Int32Array, { essentials }: PostingMemory): void {
  for (let place = 0; place < demands.length; place += 1) {
    const demand = demands[place] as number
    if (essentials[demand >> 16] === 0) continue
    filters.offsets[filters.count] = demand & 0xffff
    filters.count += 1
  }
}

// A plan may relax age and education for some postings, so with plans in force the records decide.
function takeLimits(filters: Filters, { educationRank, ages, licences }: Person, { relaxed }: Ground, isStrict: boolean): void {
  if (relaxed === null) {
    if (educationRank !== null || isStrict) take(filters, bitmap.educationUpTo + (educationRank ?? 0))
    takeAll(filters, isStrict ? ages.strict : ages.loose)
  }
  const group = filters.groups[1]
  group.count = 0
  takeAll(group, isStrict ? licences.strict : licences.loose)
  filters.groupCount = group.count > 0 ? 2 : 1
}

const isTaken = new Uint8Array(1 + mustBuckets + familyBuckets)

function readMust(group: Group, { credits, skills }: Person, isStrict: boolean): void {
  group.count = 0
  isTaken.fill(0)
  takeBucket(group, 0)
  for (let skill = 0; skill < skills; skill += 1) {
    const { met, open } = credits[skill] as Person['credits'][number]
    const buckets = isStrict ? met : open
    for (let place = 0; place < buckets.length; place += 1) takeBucket(group, buckets[place] as number)
  }
}

function takeBucket(group: Group, bucket: number): void {
  if (isTaken[bucket] === 1) return
  isTaken[bucket] = 1
  take(group, bitmap.must + bucket)
}

function takePay(filters: Filters, { payFloor }: Person, first: number): void {
  let step = -1
  while (step + 1 < thresholds.length && (thresholds[step + 1] as number) <= payFloor) step += 1
  if (step >= 0) take(filters, first + step)
}

function takeAll(group: Group, offsets: Int32Array): void {
  for (let place = 0; place < offsets.length; place += 1) {
    group.offsets[group.count] = offsets[place] as number
    group.count += 1
  }
}

function take(group: Group, which: number): void {
  group.offsets[group.count] = which * blockWords
  group.count += 1
}
