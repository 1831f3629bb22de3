import { wordsPerBlock } from './blocks.ts'
import type { Filters, Group } from './filters.ts'
import { blockPlaces, blockWords, type PostingMemory } from './memory.ts'

/** The records of a partition that pass all filters, written to `found`; gives the array, longer if it had to be, and the count. */
export interface Found {
  records: Int32Array
  count: number
}

export function createFound(): Found {
  return { records: new Int32Array(1_024), count: 0 }
}

export function findInPartition(found: Found, memory: PostingMemory, partition: number, filters: Filters): void {
  found.count = 0
  let block = memory.partitions[partition] ?? -1
  while (block >= 0) {
    if (found.records.length < found.count + blockPlaces) found.records = longer(found.records)
    findInBlock(found, memory, block, filters)
    block = memory.chain[block * 2] as number
  }
}

function findInBlock(
  found: Found,
  { bits, chain }: PostingMemory,
  block: number,
  { offsets, count, groups, groupCount, only }: Filters,
): void {
  const base = block * wordsPerBlock
  const used = chain[block * 2 + 1] as number
  const { records } = found
  let next = found.count
  for (let within = 0; within < blockWords && within * 32 < used; within += 1) {
    let word = bits[base + within] as number
    if (only !== null) word &= only[block * blockWords + within] as number
    for (let filter = 0; filter < count && word !== 0; filter += 1) word &= bits[base + (offsets[filter] as number) + within] as number
    for (let group = 0; group < groupCount && word !== 0; group += 1) {
      const { offsets: either, count: size } = groups[group] as Group
      let any = 0
      for (let filter = 0; filter < size; filter += 1) any |= bits[base + (either[filter] as number) + within] as number
      word &= any
    }
    while (word !== 0) {
      const bit = 31 - Math.clz32(word)
      word ^= 1 << bit
      records[next] = block * blockPlaces + within * 32 + bit
      next += 1
    }
  }
  found.count = next
}

function longer(records: Int32Array): Int32Array {
  const grown = new Int32Array(records.length * 2)
  grown.set(records)
  return grown
}
