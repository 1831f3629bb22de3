import { compareIdsAt } from './ids.ts'
import { nameWords, type PostingMemory, recordWords, word } from './memory.ts'

/** The best records met so far: by key, then by fewest candidates, then by id; a heap with the last of them on top. */
export interface Top {
  keys: Int32Array
  records: Int32Array
  size: number
  limit: number
  /** The key that the last of a full list has; 0 while there is room. */
  least: number
}

export function createTop(): Top {
  return { keys: new Int32Array(0), records: new Int32Array(0), size: 0, limit: 0, least: 0 }
}

export function resetTop(top: Top, limit: number): void {
  if (top.keys.length < Math.min(limit, 1_024)) growTop(top, Math.min(limit, 1_024))
  top.size = 0
  top.least = 0
  top.limit = limit
}

function growTop(top: Top, length: number): void {
  const [keys, records] = [top.keys, top.records]
  top.keys = new Int32Array(length)
  top.records = new Int32Array(length)
  top.keys.set(keys)
  top.records.set(records)
}

/** Whether record `a` with its key stands behind record `b` with its own. */
function isBehind(memory: PostingMemory, aKey: number, a: number, bKey: number, b: number): boolean {
  if (aKey !== bKey) return aKey < bKey
  const { records, names } = memory
  const more = (records[a * recordWords + word.candidates] as number) - (records[b * recordWords + word.candidates] as number)
  return more !== 0 ? more > 0 : compareIdsAt(names, a * nameWords, b * nameWords) > 0
}

/** Keeps the record if it is among the best; `memory` decides ties. */
export function offer(top: Top, memory: PostingMemory, key: number, record: number): void {
  if (top.size < top.limit) {
    if (top.size === top.keys.length) growTop(top, Math.max(16, top.size * 2))
    rise(top, memory, key, record)
  } else if (top.limit > 0 && isBehind(memory, top.keys[0] as number, top.records[0] as number, key, record)) {
    sink(top, memory, key, record)
  }
  if (top.size === top.limit) top.least = top.keys[0] as number
}

function rise(top: Top, memory: PostingMemory, key: number, record: number): void {
  const { keys, records } = top
  let place = top.size
  top.size += 1
  while (place > 0) {
    const parent = (place - 1) >> 1
    if (!isBehind(memory, key, record, keys[parent] as number, records[parent] as number)) break
    keys[place] = keys[parent] as number
    records[place] = records[parent] as number
    place = parent
  }
  keys[place] = key
  records[place] = record
}

function sink(top: Top, memory: PostingMemory, key: number, record: number): void {
  const { keys, records, size } = top
  let place = 0
  for (;;) {
    let child = 2 * place + 1
    if (child >= size) break
    const right = child + 1
    if (right < size && isBehind(memory, keys[right] as number, records[right] as number, keys[child] as number, records[child] as number))
      child = right
    if (!isBehind(memory, keys[child] as number, records[child] as number, key, record)) break
    keys[place] = keys[child] as number
    records[place] = records[child] as number
    place = child
  }
  keys[place] = key
  records[place] = record
}

/** Puts the records and their keys in order, the best first; it is no heap any more and only good for being reset. */
export function drain(top: Top, memory: PostingMemory): void {
  const { keys, records, size } = top
  for (let place = size - 1; place > 0; place -= 1) {
    const [lastKey, lastRecord] = [keys[0] as number, records[0] as number]
    top.size = place
    sink(top, memory, keys[place] as number, records[place] as number)
    keys[place] = lastKey
    records[place] = lastRecord
  }
  top.size = size
}
