import { stir } from './facets.ts'
import { grown, type Words, words } from './memory.ts'

/** UUIDs as 16 bytes under small numbers. A number is used again after its id is removed. */
export interface Ids {
  /** The number of an id, or -1; any text may be asked for. */
  find: (id: string) => number
  /** The number of a canonical id, new if it has none. */
  add: (id: string) => number
  remove: (index: number) => void
  text: (index: number) => string
  /** Negative when the first id stands before the second: bytes compare as their texts do. */
  compare: (a: number, b: number) => number
  /** One more than the highest number ever given. */
  highest: () => number
  size: () => number
  memory: IdMemory
}

export interface IdMemory {
  /** [highest, size, first free number + 1] */
  header: Words
  /** Four big-endian words per id; in a free place the first one is the next free number + 1. */
  ids: Words
  /** Open addressing: number + 1, or 0. */
  table: Words
}

export function newIdMemory(): IdMemory {
  return { header: words(3), ids: words(64), table: words(64) }
}

export function createIds(memory: IdMemory = newIdMemory()): Ids {
  const { header } = memory
  const own = new Int32Array(4)

  return {
    find: (id) => (parse(id, own) ? (memory.table[slotOf()] as number) - 1 : -1),
    add,
    remove,
    text: createTexts(memory),
    compare: (a, b) => compareWords(memory.ids, a * 4, b * 4),
    highest: () => header[0] as number,
    size: () => header[1] as number,
    memory,
  }

  // Where `own` stands, or the empty slot where it would.
  function slotOf(): number {
    const mask = memory.table.length - 1
    let slot = hash(own, 0) & mask
    for (let held = memory.table[slot] as number; held !== 0 && !isOwn(held - 1); held = memory.table[slot] as number) {
      slot = (slot + 1) & mask
    }
    return slot
  }

  function isOwn(index: number): boolean {
    const { ids } = memory
    const at = index * 4
    return ids[at + 3] === own[3] && ids[at + 2] === own[2] && ids[at + 1] === own[1] && ids[at] === own[0]
  }

  function add(id: string): number {
    if (!parse(id, own)) throw new Error(`not a UUID: "${id}"`)
    const slot = slotOf()
    const held = memory.table[slot] as number
    if (held !== 0) return held - 1
    const index = takePlace()
    memory.ids.set(own, index * 4)
    memory.table[slot] = index + 1
    const size = (header[1] as number) + 1
    header[1] = size
    if (size * 4 > memory.table.length * 3) rehash()
    return index
  }

  function takePlace(): number {
    const free = (header[2] as number) - 1
    if (free >= 0) {
      header[2] = memory.ids[free * 4] as number
      return free
    }
    const index = header[0] as number
    memory.ids = grown(memory.ids, (index + 1) * 4)
    header[0] = index + 1
    return index
  }

  function rehash(): void {
    const old = memory.table
    const mask = old.length * 2 - 1
    const table = words(mask + 1)
    for (const held of old) {
      if (held === 0) continue
      let slot = hash(memory.ids, (held - 1) * 4) & mask
      while (table[slot] !== 0) slot = (slot + 1) & mask
      table[slot] = held
    }
    memory.table = table
  }

  // No tombstones: what was pushed behind the emptied slot moves forward into it.
  function remove(index: number): void {
    const { table, ids } = memory
    const mask = table.length - 1
    let hole = hash(ids, index * 4) & mask
    while (table[hole] !== index + 1) hole = (hole + 1) & mask
    for (let slot = (hole + 1) & mask; table[slot] !== 0; slot = (slot + 1) & mask) {
      const home = hash(ids, ((table[slot] as number) - 1) * 4) & mask
      if (((slot - home) & mask) < ((slot - hole) & mask)) continue
      table[hole] = table[slot] as number
      hole = slot
    }
    table[hole] = 0
    ids[index * 4] = header[2] as number
    header[2] = index + 1
    header[1] = (header[1] as number) - 1
  }
}

function hash(array: Int32Array, at: number): number {
  return stir(
    (array[at + 3] as number) ^ Math.imul(array[at + 2] as number, 0x9e3779b1) ^ (array[at + 1] as number) ^ (array[at] as number),
  )
}

function compareWords(ids: Int32Array, a: number, b: number): number {
  for (let place = 0; place < 4; place += 1) {
    const one = (ids[a + place] as number) >>> 0
    const other = (ids[b + place] as number) >>> 0
    if (one !== other) return one < other ? -1 : 1
  }
  return 0
}

// 8-4-4-4-12 hexadecimal digits, lower case.
function parse(id: string, into: Int32Array): boolean {
  if (id.length !== 36) return false
  let digits = 0
  let word = 0
  for (let place = 0; place < 36; place += 1) {
    const code = id.charCodeAt(place)
    if (place === 8 || place === 13 || place === 18 || place === 23) {
      if (code !== 45) return false
      continue
    }
    const digit = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : -1
    if (digit < 0) return false
    word = (word << 4) | digit
    digits += 1
    if ((digits & 7) === 0) into[(digits >> 3) - 1] = word
  }
  return true
}

const hexOfHalf = Array.from({ length: 65_536 }, () => '')

function hex(half: number): string {
  return (hexOfHalf[half] ||= half.toString(16).padStart(4, '0'))
}

function textOf(ids: Int32Array, at: number): string {
  const [a, b, c, d] = [ids[at] as number, ids[at + 1] as number, ids[at + 2] as number, ids[at + 3] as number]
  const [second, third] = [`${hex(b >>> 16)}-${hex(b & 0xffff)}`, `${hex(c >>> 16)}-${hex(c & 0xffff)}`]
  return `${hex(a >>> 16)}${hex(a & 0xffff)}-${second}-${third}${hex(d >>> 16)}${hex(d & 0xffff)}`
}

const textSlots = 8_192

/** The texts last asked for: the same people stand on many lists, and a text that is kept is hashed once. */
function createTexts(memory: IdMemory) {
  const kept = new Int32Array(textSlots * 4)
  const texts: (string | undefined)[] = []
  return (index: number): string => {
    const { ids } = memory
    const at = index * 4
    const slot = index & (textSlots - 1)
    const own = slot * 4
    while (texts.length <= slot) texts.push(undefined)
    const text = texts[slot]
    // By all its bytes: the number may have gone to another id meanwhile.
    if (text !== undefined && kept[own + 3] === ids[at + 3] && kept[own + 2] === ids[at + 2]) {
      if (kept[own + 1] === ids[at + 1] && kept[own] === ids[at]) return text
    }
    for (let word = 0; word < 4; word += 1) kept[own + word] = ids[at + word] as number
    const made = textOf(ids, at)
    texts[slot] = made
    return made
  }
}
