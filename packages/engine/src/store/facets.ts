import { type Bytes, bytes, grown, type Words, words } from './memory.ts'

/**
 * Distinct texts, each once and under a number that never changes: a text is the packed form of the facts that one part of a match reads.
 * A million people have few distinct ages, forms or needs, so a person is a handful of numbers and a question is answered once per number.
 * Texts are never dropped while the engine lives; a rebuilt engine holds only those in use.
 */
export interface Facets {
  /** The number of a text, or -1 when it is not plain ASCII: such facts are kept aside, whole. */
  intern: (text: string) => number
  /** The number of a text that is held, or -1. */
  find: (text: string) => number
  text: (facet: number) => string
  count: () => number
  memory: FacetMemory
}

export interface FacetMemory {
  /** [count, bytes used] */
  header: Words
  bytes: Bytes
  /** Where each text begins; the next one begins where it ends. */
  starts: Words
  /** Open addressing: number + 1, or 0. */
  table: Words
}

export function newFacetMemory(): FacetMemory {
  return { header: words(2), bytes: bytes(1_024), starts: words(64), table: words(128) }
}

export function createFacets(memory: FacetMemory = newFacetMemory()): Facets {
  const { header } = memory
  const count = () => header[0] as number

  return { intern, find: (text) => (memory.table[slotOf(text) ?? -1] ?? 0) - 1, text, count, memory }

  function intern(text: string): number {
    const slot = slotOf(text)
    if (slot === null) return -1
    const held = (memory.table[slot] as number) - 1
    return held >= 0 ? held : add(text, slot)
  }

  // Where the text stands, or the empty slot where it would; null when it is not plain ASCII.
  function slotOf(text: string): number | null {
    const hash = hashOf(text)
    if (hash === null) return null
    const mask = memory.table.length - 1
    let slot = hash & mask
    for (let held = memory.table[slot] as number; held !== 0 && !isText(held - 1, text); held = memory.table[slot] as number) {
      slot = (slot + 1) & mask
    }
    return slot
  }

  function add(text: string, slot: number): number {
    const facet = count()
    const start = header[1] as number
    memory.bytes = grown(memory.bytes, start + text.length)
    memory.starts = grown(memory.starts, facet + 2)
    for (let place = 0; place < text.length; place += 1) memory.bytes[start + place] = text.charCodeAt(place)
    memory.starts[facet] = start
    memory.starts[facet + 1] = start + text.length
    memory.table[slot] = facet + 1
    header[0] = facet + 1
    header[1] = start + text.length
    if (count() * 3 > memory.table.length * 2) rehash()
    return facet
  }

  function rehash(): void {
    const mask = memory.table.length * 2 - 1
    const table = words(mask + 1)
    for (let facet = 0; facet < count(); facet += 1) {
      let slot = (hashOf(text(facet)) ?? 0) & mask
      while (table[slot] !== 0) slot = (slot + 1) & mask
      table[slot] = facet + 1
    }
    memory.table = table
  }

  function isText(facet: number, text: string): boolean {
    const start = memory.starts[facet] as number
    if ((memory.starts[facet + 1] as number) - start !== text.length) return false
    for (let place = 0; place < text.length; place += 1) if (memory.bytes[start + place] !== text.charCodeAt(place)) return false
    return true
  }

  function text(facet: number): string {
    const end = memory.starts[facet + 1] as number
    let made = ''
    for (let place = memory.starts[facet] as number; place < end; place += 1) made += String.fromCharCode(memory.bytes[place] as number)
    return made
  }
}

// FNV-1a, stirred at the end because only the low bits choose the slot.
function hashOf(text: string): number | null {
  let hash = 0x811c9dc5
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place)
    if (code > 127) return null
    hash = Math.imul(hash ^ code, 0x01000193)
  }
  return stir(hash)
}

/** Spreads every bit of a word over its low bits. */
export function stir(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
