import { accommodations } from '@zhihe/vocabulary/accommodation'
import { icfItems } from '@zhihe/vocabulary/icf'
import { occupations } from '@zhihe/vocabulary/occupation'
import { skills } from '@zhihe/vocabulary/skill'
import { capabilityStates, icfCount } from './tables.ts'
import { createTerms, type Terms } from './terms.ts'

/**
 * 32-bit words of a posting's record: two cache lines. A record stands where its bits stand, so that the postings of a region lie side by side.
 */
export const recordWords = 32
export const word = {
  /** Form (3 bits), mode (2), education (4), channel (3), statement (1), window (1), pay range (1), negotiable (1), years asked (1). */
  flags: 0,
  /** The age range (16 bits) and the set of licences (16). */
  limits: 1,
  region: 2,
  /** The occupation plus 1; 0: not stated. */
  occupation: 3,
  /** Where its skills and demands begin in `lists`; -1: they stand in the record itself. */
  lists: 4,
  /** How many skills (8 bits), own demands (8), demands of the occupation (8). */
  counts: 5,
  /** Three words of offered accommodations. */
  offers: 6,
  /** Weight of the skills (16 bits) and of the own demands (16). */
  weights: 9,
  policy: 10,
  candidates: 11,
} as const

/** The same record as 64-bit numbers. */
export const recordNumbers = recordWords / 2
export const number = { opensAt: 6, closesAt: 7, payMin: 8, payMax: 9, years: 10 } as const

/** Of the record as 16-bit entries: where its own list begins, and how many there is room for. */
export const ownList = 44
export const ownListLength = 20

/** What is only read of a posting that is listed: its id, then its version in two words. */
export const nameWords = 6

/** Postings of one block, and the words of one of its bitmaps. */
export const blockPlaces = 128
export const blockWords = blockPlaces / 32

/** The last one is never offered. */
export const offerBits = 96

export const ageBuckets = 16
export const licenceBuckets = 16
export const mustBuckets = 64
export const familyBuckets = 32

/**
 * Where each bitmap of a block stands. All are kept as "may stay", so that a search only ever ANDs: a form is kept as "is not this form".
 */
export const bitmap = layBitmaps()

function layBitmaps() {
  let next = 0
  const take = (count: number) => {
    const first = next
    next += count
    return first
  }
  return {
    live: take(1),
    notForm: take(5),
    notMode: take(3),
    /** By rank of the person's education. */
    educationUpTo: take(8),
    /** By bucket of the age range's number. */
    notAge: take(ageBuckets),
    /** Whoever asks for no licence, then by bucket of the set's number. */
    licence: take(1 + licenceBuckets),
    /** Whoever has no must skill, then by bucket of the first must skill; and by bucket of its family. */
    must: take(1 + mustBuckets),
    mustFamily: take(familyBuckets),
    noStatement: take(1),
    /** Per activity: met with a known difficulty of 1 to 4, then met by anybody. */
    demandMet: take(icfCount * 5),
    /** Per activity: not excluded with a known difficulty of 1 to 4. */
    demandOpen: take(icfCount * 4),
    offers: take(accommodations.length),
    payReaches: take(payThresholds().length),
    payOpen: take(payThresholds().length),
    count: next,
  }
}

/** Monthly pay in fen, rising by a fifth: what is between two of them is looked at in the record. */
export function payThresholds(): readonly number[] {
  return Array.from({ length: 16 }, (_, place) => Math.floor(100_000 * 1.2 ** place))
}

/** The typed arrays of the posting side; each is replaced by a longer one when it is full. */
export interface PostingMemory {
  records: Int32Array
  /** The memory of `records` once more. */
  numbers: Float64Array
  /** And once more. */
  ownLists: Uint16Array
  names: Int32Array
  /** Of the few postings that ask for more than fits a record. */
  lists: Uint16Array
  /** Blocks of bitmaps: `blockWords` words of each, one after the other. */
  bits: Int32Array
  /** Per block: the next block of its partition or -1, and how many of its places are in use. */
  chain: Int32Array
  /** Per partition: its first block or -1. Partition 0 is remote work, the others are a region's number plus 1. */
  partitions: Int32Array
  /** Per activity and state of a capability, 25 entries by tolerated difficulty and lift. */
  demands: Int32Array
  /** Per activity: how many postings have an essential demand of their own. */
  essentials: Int32Array
  /** 0: sequence, odd while it is written. 2: blocks used. 3: lists used. 4: lists given up. */
  head: Int32Array
}

export const head = { sequence: 0, blocks: 2, lists: 3, waste: 4 } as const

export interface PostingTerms {
  skills: Terms
  icf: Terms
  occupations: Terms
  accommodations: Terms
  ages: Terms
  licences: Terms
  regions: Terms
}

export const demandsPerIcf = capabilityStates * 25

export function createMemory(): PostingMemory {
  const records = new Int32Array(shared(2 * blockPlaces * recordWords * 4))
  return {
    records,
    numbers: new Float64Array(records.buffer),
    ownLists: new Uint16Array(records.buffer),
    names: new Int32Array(shared(2 * blockPlaces * nameWords * 4)),
    lists: new Uint16Array(shared(1_024 * 2)),
    bits: new Int32Array(shared(2 * bitmap.count * blockWords * 4)),
    chain: new Int32Array(shared(2 * 2 * 4)),
    partitions: new Int32Array(shared(16 * 4)).fill(-1),
    demands: new Int32Array(shared(icfCount * demandsPerIcf * 4)).fill(-1),
    essentials: new Int32Array(shared((icfCount + 1) * 4)),
    head: new Int32Array(shared(8 * 4)),
  }
}

export function createPostingTerms(): PostingTerms {
  const codes = (rows: readonly { code: string }[]) => rows.map(({ code }) => code)
  return {
    skills: createTerms(codes(skills), 6_000),
    icf: createTerms(codes(icfItems), 1_000),
    occupations: createTerms(codes(occupations), 1_000_000),
    accommodations: createTerms(codes(accommodations), offerBits - 1),
    ages: createTerms(['-,-'], 65_536),
    licences: createTerms([''], 65_536),
    regions: createTerms([], 1_000_000),
  }
}

type GrowingKey = Exclude<keyof PostingMemory, 'numbers' | 'ownLists'>

/**
 * Makes an array at least so long; what is new is filled with `fill`. Its old memory stays as it was, so whoever still reads it sees a past
 * that is whole.
 */
export function ensure(memory: PostingMemory, key: GrowingKey, length: number, fill = 0): void {
  const old = memory[key]
  if (old.length >= length) return
  const buffer = shared(Math.max(length, old.length * 2) * old.BYTES_PER_ELEMENT)
  if (key === 'lists') {
    memory.lists = new Uint16Array(buffer)
    memory.lists.set(old)
    return
  }
  const grown = new Int32Array(buffer)
  grown.set(old)
  if (fill !== 0) grown.fill(fill, old.length)
  memory[key] = grown
  if (key !== 'records') return
  memory.numbers = new Float64Array(buffer)
  memory.ownLists = new Uint16Array(buffer)
}

function shared(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes)
}

export function bytesOf(memory: PostingMemory): number {
  const { numbers: _, ownLists: __, ...arrays } = memory
  return Object.values(arrays).reduce((sum, array: Int32Array | Uint16Array) => sum + array.byteLength, 0)
}
