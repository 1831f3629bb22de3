import type { PostingFacts } from '@zhihe/scoring/facts'
import { educationLevelCodes, educationRank } from '@zhihe/vocabulary/education'
import { employmentFormCodes } from '@zhihe/vocabulary/employment-form'
import { workModeCodes } from '@zhihe/vocabulary/work-mode'
import {
  ageBuckets,
  bitmap,
  blockPlaces,
  blockWords,
  demandsPerIcf,
  ensure,
  familyBuckets,
  head,
  licenceBuckets,
  mustBuckets,
  nameWords,
  number,
  type PostingMemory,
  type PostingTerms,
  payThresholds,
  recordNumbers,
  recordWords,
  word,
} from './memory.ts'
import { flag, listStart, listsOf } from './record.ts'
import { familyBucket, mustBucket } from './skill-credits.ts'
import { accommodationCount, icfCount } from './tables.ts'

export const wordsPerBlock = bitmap.count * blockWords
const thresholds = payThresholds()
const remote = workModeCodes.indexOf('remote')

/** Where a posting stands: remote work in one partition, all else in that of its region. */
export function partitionFor({ workMode, regionCode }: PostingFacts, { regions }: PostingTerms): number {
  return workMode === 'remote' ? 0 : regions.add(regionCode) + 1
}

export function partitionOf(memory: PostingMemory, record: number): number {
  const at = record * recordWords
  const mode = ((memory.records[at + word.flags] ?? 0) >> flag.mode) & 3
  return mode === remote ? 0 : (memory.records[at + word.region] ?? 0) + 1
}

/** A new last record of a partition: `block * blockPlaces + place`. */
export function appendRecord(memory: PostingMemory, partition: number): number {
  ensure(memory, 'partitions', partition + 1, -1)
  let block = memory.partitions[partition] ?? -1
  if (block < 0 || (memory.chain[block * 2 + 1] ?? 0) === blockPlaces) {
    const next = block
    block = memory.head[head.blocks] ?? 0
    memory.head[head.blocks] = block + 1
    ensure(memory, 'bits', (block + 1) * wordsPerBlock)
    ensure(memory, 'records', (block + 1) * blockPlaces * recordWords)
    ensure(memory, 'names', (block + 1) * blockPlaces * nameWords)
    ensure(memory, 'chain', (block + 1) * 2)
    memory.chain[block * 2] = next
    memory.partitions[partition] = block
  }
  const used = memory.chain[block * 2 + 1] ?? 0
  memory.chain[block * 2 + 1] = used + 1
  return block * blockPlaces + used
}

/** Takes a posting out of every search; its record may be given to another one of the partition. */
export function hideRecord(memory: PostingMemory, place: number): void {
  writeBit(memory, place, bitmap.live, false)
}

/** Sets every bitmap by what the record says. */
export function showRecord(memory: PostingMemory, record: number): void {
  const place = record
  const at = record * recordWords
  const flags = memory.records[at + word.flags] ?? 0
  const set = (which: number, isSet: boolean) => writeBit(memory, place, which, isSet)
  employmentFormCodes.forEach((_, form) => set(bitmap.notForm + form, (flags & 7) !== form))
  workModeCodes.forEach((_, mode) => set(bitmap.notMode + mode, ((flags >> flag.mode) & 3) !== mode))
  const asked = educationLevelCodes[((flags >> flag.education) & 15) - 1]
  for (let rank = 0; rank < 8; rank += 1) set(bitmap.educationUpTo + rank, asked === undefined || educationRank(asked) <= rank)
  fillLimits(memory, place, memory.records[at + word.limits] as number)
  fillMust(memory, place, record)
  set(bitmap.noStatement, ((flags >> flag.statement) & 1) === 0)
  for (let code = 0; code < accommodationCount; code += 1) {
    set(bitmap.offers + code, (((memory.records[at + word.offers + (code >> 5)] ?? 0) >> (code & 31)) & 1) === 1)
  }
  fillPay(memory, place, record)
  fillDemands(memory, place, record)
  writeBit(memory, place, bitmap.live, true)
}

/** Every record of every partition that was ever given out. */
export function forEachRecord(memory: PostingMemory, visit: (record: number, partition: number, isLive: boolean) => void): void {
  for (const [partition, first] of memory.partitions.entries()) {
    for (let block = first; block >= 0; block = memory.chain[block * 2] as number) {
      for (let place = 0; place < (memory.chain[block * 2 + 1] as number); place += 1) {
        const word = memory.bits[block * wordsPerBlock + bitmap.live * blockWords + (place >> 5)] as number
        visit(block * blockPlaces + place, partition, ((word >> (place & 31)) & 1) === 1)
      }
    }
  }
}

function fillLimits(memory: PostingMemory, place: number, limits: number): void {
  const [ages, licences] = [limits & 0xffff, limits >>> 16]
  for (let bucket = 0; bucket < ageBuckets; bucket += 1) writeBit(memory, place, bitmap.notAge + bucket, ages % ageBuckets !== bucket)
  for (let bucket = 0; bucket <= licenceBuckets; bucket += 1) {
    writeBit(memory, place, bitmap.licence + bucket, licenceBucket(licences) === bucket)
  }
}

/** 0 for no licence at all. */
export function licenceBucket(licences: number): number {
  return licences === 0 ? 0 : 1 + (licences % licenceBuckets)
}

// One must skill of several decides where a posting stands: whoever lacks that one is out, and the record tells the rest.
function fillMust(memory: PostingMemory, place: number, record: number): void {
  const at = record * recordWords
  const first = listStart(memory, at)
  const end = first + ((memory.records[at + word.counts] as number) & 255)
  const must = listsOf(memory, at)
    .subarray(first, end)
    .find((entry) => (entry & 1) === 1)
  const skill = must === undefined ? -1 : Math.floor((must >> 1) / 5)
  for (let bucket = 0; bucket <= mustBuckets; bucket += 1) writeBit(memory, place, bitmap.must + bucket, mustBucket(skill) === bucket)
  for (let bucket = 0; bucket < familyBuckets; bucket += 1) {
    writeBit(memory, place, bitmap.mustFamily + bucket, skill >= 0 && familyBucket(skill) === bucket)
  }
}

function fillPay(memory: PostingMemory, place: number, record: number): void {
  const flags = memory.records[record * recordWords + word.flags] ?? 0
  const hasRange = ((flags >> flag.payRange) & 1) === 1
  const isOpen = !hasRange || ((flags >> flag.negotiable) & 1) === 1
  const most = memory.numbers[record * recordNumbers + number.payMax] ?? 0
  for (const [step, threshold] of thresholds.entries()) {
    writeBit(memory, place, bitmap.payReaches + step, hasRange && most >= threshold)
    writeBit(memory, place, bitmap.payOpen + step, isOpen || most >= threshold)
  }
}

const asked = { met: new Uint8Array(icfCount * 5), open: new Uint8Array(icfCount * 4), isEssential: new Uint8Array(icfCount) }

function fillDemands(memory: PostingMemory, place: number, record: number): void {
  readDemands(memory, record)
  for (let which = 0; which < icfCount * 5; which += 1) writeBit(memory, place, bitmap.demandMet + which, asked.met[which] === 1)
  for (let which = 0; which < icfCount * 4; which += 1) writeBit(memory, place, bitmap.demandOpen + which, asked.open[which] === 1)
}

/** Counts, by activity, the postings that make an essential demand of their own: the others need no bitmap. */
export function countEssentials(memory: PostingMemory, record: number, by: 1 | -1): void {
  readDemands(memory, record)
  for (let icf = 0; icf < icfCount; icf += 1) {
    if (asked.isEssential[icf] === 1) memory.essentials[icf] = (memory.essentials[icf] ?? 0) + by
  }
}

function readDemands(memory: PostingMemory, record: number): void {
  asked.met.fill(1)
  asked.open.fill(1)
  asked.isEssential.fill(0)
  const at = record * recordWords
  const counts = memory.records[at + word.counts] ?? 0
  const lists = listsOf(memory, at)
  const first = listStart(memory, at) + (counts & 255)
  for (let place = first; place < first + ((counts >> 8) & 255); place += 1) {
    const entry = lists[place] as number
    const icf = entry >> 6
    if ((entry & 1) === 0 || icf >= icfCount) continue
    asked.isEssential[icf] = 1
    const cell = icf * demandsPerIcf + ((entry >> 1) & 31)
    const status = (state: number) => (memory.demands[cell + state * 25] ?? 0) >> 15
    for (let difficulty = 1; difficulty <= 4; difficulty += 1) {
      if (status(difficulty + 1) > 0) asked.met[icf * 5 + difficulty - 1] = 0
      if (status(difficulty + 1) > 1) asked.open[icf * 4 + difficulty - 1] = 0
    }
    if ([0, 6, 7, 8, 9, 10].every((state) => status(state) > 0)) asked.met[icf * 5 + 4] = 0
  }
}

function writeBit({ bits }: PostingMemory, place: number, which: number, isSet: boolean): void {
  const at = (place >>> 7) * wordsPerBlock + which * blockWords + ((place >>> 5) & 3)
  const bit = 1 << (place & 31)
  if (isSet) bits[at] = (bits[at] as number) | bit
  else bits[at] = (bits[at] as number) & ~bit
}
