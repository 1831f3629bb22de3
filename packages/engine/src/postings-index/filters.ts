import { full } from '@zhihe/scoring/weights'
import { familyBucket, licenceBucket, mustBucket } from './blocks.ts'
import { ageBuckets, bitmap, blockWords, familyBuckets, licenceBuckets, mustBuckets, type PostingMemory, payThresholds } from './memory.ts'
import type { Person } from './person.ts'
import type { Ground } from './rate.ts'
import { accommodationCount, icfCount } from './tables.ts'

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
  if (!person.formsKnown || !person.modesKnown) return false
  filters.count = 0
  readDemands(filters, person, memory, true)
  readWishes(filters, person)
  take(filters, bitmap.noStatement)
  readLimits(filters, person, ground, 1)
  for (let need = 0; need < person.requiredNeeds; need += 1) {
    const bit = person.needBit[need] as number
    if (bit < accommodationCount) take(filters, bitmap.offers + bit)
  }
  readPay(filters, person, bitmap.payReaches)
  readMust(filters.groups[0], person, true)
  return true
}

/** Whoever may be at least conditional. */
export function readLooseFilters(filters: Filters, person: Person, memory: PostingMemory, ground: Ground): void {
  filters.count = 0
  readDemands(filters, person, memory, false)
  readWishes(filters, person)
  readLimits(filters, person, ground, 2)
  readPay(filters, person, bitmap.payOpen)
  readMust(filters.groups[0], person, false)
}

function readDemands(filters: Filters, { capabilities }: Person, { essentials }: PostingMemory, isStrict: boolean): void {
  for (let icf = 0; icf < icfCount; icf += 1) {
    if (essentials[icf] === 0) continue
    const state = capabilities[icf] as number
    if (state >= 2 && state <= 5) take(filters, isStrict ? bitmap.demandMet + icf * 5 + state - 2 : bitmap.demandOpen + icf * 4 + state - 2)
    else if (state !== 1 && isStrict) take(filters, bitmap.demandMet + icf * 5 + 4)
  }
}

function readWishes(filters: Filters, { forms, modes }: Person): void {
  for (let form = 0; form < 5; form += 1) if (forms[form] === 0) take(filters, bitmap.notForm + form)
  for (let mode = 0; mode < 3; mode += 1) if (modes[mode] === 0) take(filters, bitmap.notMode + mode)
}

const best = new Uint8Array(Math.max(ageBuckets, licenceBuckets + 1))

// A plan may relax age and education for some postings, so with plans in force the records decide. Statuses from `refused` on are refused.
function readLimits(filters: Filters, { educationRank }: Person, { ages, licences, relaxed }: Ground, refused: 1 | 2): void {
  if (relaxed === null) {
    if (educationRank !== null || refused === 1) take(filters, bitmap.educationUpTo + (educationRank ?? 0))
    best.fill(3)
    for (let range = 0; range < ages.length; range += 1) {
      if ((ages[range] as number) < (best[range % ageBuckets] as number)) best[range % ageBuckets] = ages[range] as number
    }
    for (let bucket = 0; bucket < ageBuckets; bucket += 1) {
      if (best[bucket] !== 3 && (best[bucket] as number) >= refused) take(filters, bitmap.notAge + bucket)
    }
  }
  const group = filters.groups[1]
  group.count = 0
  best.fill(3)
  for (let set = 0; set < licences.length; set += 1) {
    const bucket = licenceBucket(set)
    if ((licences[set] as number) < (best[bucket] as number)) best[bucket] = licences[set] as number
  }
  for (let bucket = 0; bucket <= licenceBuckets; bucket += 1) if ((best[bucket] as number) < refused) take(group, bitmap.licence + bucket)
  filters.groupCount = group.count <= licenceBuckets ? 2 : 1
}

const isTaken = new Uint8Array(1 + mustBuckets + familyBuckets)

function readMust(group: Group, { skillLists, families }: Person, isStrict: boolean): void {
  group.count = 0
  isTaken.fill(0)
  const takeOnce = (bucket: number): void => {
    if (isTaken[bucket] === 1) return
    isTaken[bucket] = 1
    take(group, bitmap.must + bucket)
  }
  takeOnce(0)
  for (const list of skillLists) {
    for (let place = 0; place < list.length; place += 1) {
      const entry = list[place] as number
      const skill = Math.floor((entry >> 14) / 5)
      if (!isStrict) takeOnce(1 + mustBuckets + familyBucket(skill))
      else if ((entry & 16_383) === full) takeOnce(mustBucket(skill))
    }
  }
  // The families stand at the end of the bitmaps of must skills; a relative is at least a question.
  if (!isStrict) for (const family of families) takeOnce(1 + mustBuckets + (family % familyBuckets))
}

function readPay(filters: Filters, { payFloor }: Person, first: number): void {
  let step = -1
  while (step + 1 < thresholds.length && (thresholds[step + 1] as number) <= payFloor) step += 1
  if (step >= 0) take(filters, first + step)
}

function take(group: Group, which: number): void {
  group.offsets[group.count] = which * blockWords
  group.count += 1
}
