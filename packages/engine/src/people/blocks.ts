import { createFacets, type FacetMemory, newFacetMemory } from '../store/facets.ts'
import { grown, type Words, words } from '../store/memory.ts'
import { bitmap, bitmapCount, bitmapWords, blockRows, blockShift, rowWords } from './layout.ts'

export interface BlockMemory {
  /** [blocks] */
  header: Words
  rows: Words
  /** The next row of the same person + 1, or 0; in a free row the next free one of the partition + 1. */
  next: Words
  bits: Words
  /** By block: its partition, and how many of its rows were ever taken. */
  partition: Words
  taken: Words
  /** By partition: the first free row + 1, or 0. */
  free: Words
}

/** Rows in blocks, blocks in partitions. A freed row is taken again by the next one of its partition, so nothing has to be compacted. */
export interface Blocks {
  take: (partition: number) => number
  free: (row: number) => void
  /** Sets exactly the bitmaps of the pattern. */
  writeBits: (row: number, pattern: Int32Array) => void
  partition: (place: string) => number
  /** The blocks of a place, or of all places. */
  blocksOf: (place: string | null) => readonly number[]
  partitionOf: (row: number) => number
  memory: BlockMemory
  names: FacetMemory
}

export function newBlockMemory(): BlockMemory {
  return { header: words(1), rows: words(0), next: words(0), bits: words(0), partition: words(8), taken: words(8), free: words(8) }
}

export function createBlocks(memory: BlockMemory = newBlockMemory(), names: FacetMemory = newFacetMemory()): Blocks {
  const places = createFacets(names)
  let lists: number[][] = []
  let all: number[] = []
  listBlocks()

  return {
    take,
    free: (row) => {
      const partition = partitionOf(row)
      clear(row, bitmap.live)
      clear(row, bitmap.primary)
      memory.next[row] = memory.free[partition] as number
      memory.free[partition] = row + 1
    },
    writeBits,
    partition: (place) => places.intern(place),
    blocksOf: (place) => {
      if (all.length !== memory.header[0]) listBlocks()
      if (place === null) return all
      const partition = names.header[0] === 0 ? -1 : places.find(place)
      return lists[partition] ?? []
    },
    partitionOf,
    memory,
    names,
  }

  function partitionOf(row: number): number {
    return memory.partition[row >>> blockShift] as number
  }

  function take(partition: number): number {
    memory.free = grown(memory.free, partition + 1)
    const again = (memory.free[partition] as number) - 1
    if (again >= 0) {
      memory.free[partition] = memory.next[again] as number
      memory.next[again] = 0
      return again
    }
    const last = lists[partition]?.at(-1)
    const block = last !== undefined && (memory.taken[last] as number) < blockRows ? last : addBlock(partition)
    const row = block * blockRows + (memory.taken[block] as number)
    memory.taken[block] = (memory.taken[block] as number) + 1
    return row
  }

  function addBlock(partition: number): number {
    const block = memory.header[0] as number
    memory.rows = grown(memory.rows, (block + 1) * blockRows * rowWords)
    memory.next = grown(memory.next, (block + 1) * blockRows)
    memory.bits = grown(memory.bits, (block + 1) * bitmapCount * bitmapWords)
    memory.partition = grown(memory.partition, block + 1)
    memory.taken = grown(memory.taken, block + 1)
    memory.partition[block] = partition
    memory.header[0] = block + 1
    addToLists(block)
    return block
  }

  function listBlocks(): void {
    lists = []
    all = []
    for (let block = 0; block < (memory.header[0] as number); block += 1) addToLists(block)
  }

  function addToLists(block: number): void {
    const partition = memory.partition[block] as number
    const list = lists[partition]
    if (list === undefined) lists[partition] = [block]
    else list.push(block)
    all.push(block)
  }

  function writeBits(row: number, pattern: Int32Array): void {
    const { bits } = memory
    const bit = 1 << (row & 31)
    let at = (row >>> blockShift) * bitmapCount * bitmapWords + ((row >>> 5) & (bitmapWords - 1))
    for (let place = 0; place < bitmapCount; place += 1, at += bitmapWords) {
      const word = bits[at] as number
      const wanted = ((pattern[place >>> 5] as number) >>> (place & 31)) & 1 ? word | bit : word & ~bit
      if (wanted !== word) bits[at] = wanted
    }
  }

  function clear(row: number, place: number): void {
    const at = ((row >>> blockShift) * bitmapCount + place) * bitmapWords + ((row >>> 5) & (bitmapWords - 1))
    memory.bits[at] = (memory.bits[at] as number) & ~(1 << (row & 31))
  }
}
