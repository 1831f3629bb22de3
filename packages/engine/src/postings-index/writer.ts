import type { PostingFacts } from '@zhihe/scoring/facts'
import { appendRecord, countEssentials, forEachRecord, hideRecord, partitionFor, partitionOf, showRecord } from './blocks.ts'
import { readId } from './ids.ts'
import { head, nameWords, type PostingMemory, type PostingTerms, recordWords, word } from './memory.ts'
import { pooledLength, writeRecord } from './record.ts'

/** The one who changes the memory: keeps every open posting in exactly one place. Readers elsewhere see an odd sequence while it writes. */
export interface PostingsWriter {
  put: (facts: PostingFacts) => void
  remove: (id: string) => void
  setCandidates: (id: string, count: number) => void
  records: ReadonlyMap<string, number>
  candidates: ReadonlyMap<string, number>
}

/** Goes on with what the memory already holds. */
export function createPostingsWriter(memory: PostingMemory, terms: PostingTerms, candidates = new Map<string, number>()): PostingsWriter {
  const records = new Map<string, number>()
  const free = new Map<number, number[]>()
  forEachRecord(memory, (record, partition, isLive) => {
    if (isLive) records.set(readId(memory.names, record * nameWords), record)
    else free.set(partition, [...(free.get(partition) ?? []), record])
  })

  const write = (change: () => void): void => {
    Atomics.add(memory.head, head.sequence, 1)
    try {
      change()
    } finally {
      Atomics.add(memory.head, head.sequence, 1)
    }
  }

  const takeOut = (id: string): void => {
    const record = records.get(id)
    if (record === undefined) return
    const partition = partitionOf(memory, record)
    hideRecord(memory, record)
    countEssentials(memory, record, -1)
    free.set(partition, [...(free.get(partition) ?? []), record])
    memory.head[head.waste] = (memory.head[head.waste] as number) + pooledLength(memory, record)
    records.delete(id)
  }

  const putIn = (facts: PostingFacts): void => {
    const partition = partitionFor(facts, terms)
    const record = free.get(partition)?.pop() ?? appendRecord(memory, partition)
    writeRecord(record, facts, { memory, terms })
    memory.records[record * recordWords + word.candidates] = candidates.get(facts.id) ?? 0
    showRecord(memory, record)
    countEssentials(memory, record, 1)
    records.set(facts.id, record)
  }

  return {
    records,
    candidates,
    put: (facts) => {
      write(() => {
        takeOut(facts.id)
        if (canBeOpen(facts)) putIn(facts)
        if ((memory.head[head.waste] as number) * 2 > (memory.head[head.lists] as number) + 4_096) packLists(memory, records)
      })
    },
    remove: (id) => {
      write(() => takeOut(id))
      candidates.delete(id)
    },
    setCandidates: (id, count) => {
      candidates.set(id, count)
      const record = records.get(id)
      if (record === undefined) return
      write(() => {
        memory.records[record * recordWords + word.candidates] = count
      })
    },
  }
}

// What is closed or full is closed or full at any time; only the window of an open posting depends on the day.
function canBeOpen({ status, headcount }: PostingFacts): boolean {
  return status === 'open' && (headcount === null || headcount > 0)
}

/** Drops the lists that no posting uses any more. */
function packLists(memory: PostingMemory, records: ReadonlyMap<string, number>): void {
  const old = memory.lists
  memory.lists = new Uint16Array(new SharedArrayBuffer(old.byteLength))
  let next = 0
  for (const record of records.values()) {
    const at = record * recordWords
    const first = memory.records[at + word.lists] as number
    if (first < 0) continue
    const length = pooledLength(memory, record)
    memory.lists.set(old.subarray(first, first + length), next)
    memory.records[at + word.lists] = next
    next += length
  }
  memory.head[head.lists] = next
  memory.head[head.waste] = 0
}
