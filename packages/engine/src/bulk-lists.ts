/** Best lists side by side in shared memory, one for each of many owners. Keys are positive and hold the whole order but for the id. */
export interface BulkLists {
  /** How many entries each owner has. */
  sizes: Uint8Array | Uint16Array
  keys: Int32Array
  items: Int32Array
  /** The last key of a full list, else 0: close together, because every candidate is held against one. */
  floors: Int32Array
  limit: number
}

/** Positive when the first item stands behind the second of the same key. */
export type CompareItems = (a: number, b: number) => number

export function createBulkLists(owners: number, limit: number): BulkLists {
  const words = (length: number) => new Int32Array(new SharedArrayBuffer(length * 4))
  const sizes = new Uint16Array(new SharedArrayBuffer(owners * 2))
  return { sizes, keys: words(owners * limit), items: words(owners * limit), floors: words(owners), limit }
}

const scoreBits = 14
const mostCounted = 65_535

/** Eligible before conditional, then the higher score, then the fewer recommendations. */
export function bulkKey(tier: 0 | 1, score: number, recommendations: number): number {
  return ((((1 - tier) << scoreBits) | score) << 16) | (mostCounted - recommendations)
}

export function readBulkKey(key: number) {
  const score = (key >> 16) & ((1 << scoreBits) - 1)
  return { tier: key >> (16 + scoreBits) === 1 ? (0 as const) : (1 as const), score, recommendations: mostCounted - (key & 0xffff) }
}

/** How many of an owner's entries are eligible. */
export function countEligible({ sizes, keys, limit }: BulkLists, owner: number): number {
  const end = owner * limit + (sizes[owner] as number)
  let count = 0
  for (let place = owner * limit; place < end; place += 1) count += (keys[place] as number) >> (16 + scoreBits)
  return count
}

/** The least score in a tier that may still enter the list of an owner. */
export function leastScore({ floors }: BulkLists, owner: number, tier: 0 | 1): number {
  return ((floors[owner] as number) >> 16) - ((1 - tier) << scoreBits)
}

/** Keeps the item if it is among the owner's best: a heap with the last of them on top. */
export function offerTo(lists: BulkLists, owner: number, key: number, item: number, compare: CompareItems): void {
  const { sizes, keys, items, floors, limit } = lists
  const base = owner * limit
  const size = sizes[owner] as number
  const place = size < limit ? rise(lists, base, size, key, item, compare) : sink(lists, base, key, item, compare)
  if (place < 0) return
  keys[base + place] = key
  items[base + place] = item
  if (size < limit) sizes[owner] = size + 1
  if (size + 1 >= limit) floors[owner] = keys[base] as number
}

// The place where a new last entry ends up.
function rise({ keys, items }: BulkLists, base: number, last: number, key: number, item: number, compare: CompareItems): number {
  let place = last
  while (place > 0) {
    const parent = base + ((place - 1) >> 1)
    const above = keys[parent] as number
    if (key > above || (key === above && compare(item, items[parent] as number) <= 0)) break
    keys[base + place] = above
    items[base + place] = items[parent] as number
    place = parent - base
  }
  return place
}

// The place where an entry ends up that takes the top's; -1: it stands behind the top itself.
function sink({ keys, items, limit }: BulkLists, base: number, key: number, item: number, compare: CompareItems): number {
  if (limit === 0 || key < (keys[base] as number) || (key === keys[base] && compare(item, items[base] as number) >= 0)) return -1
  const end = base + limit
  let place = base
  for (;;) {
    let child = 2 * place - base + 1
    if (child >= end) break
    const right = child + 1
    if (right < end && (keys[right] as number) <= (keys[child] as number)) {
      if (keys[right] !== keys[child] || compare(items[right] as number, items[child] as number) > 0) child = right
    }
    const below = keys[child] as number
    if (key < below || (key === below && compare(item, items[child] as number) >= 0)) break
    keys[place] = below
    items[place] = items[child] as number
    place = child
  }
  return place - base
}

/** The entries of an owner over several parts, best first, at most as many as a list holds. */
export function mergeLists(parts: readonly BulkLists[], owner: number, compare: CompareItems): { key: number; item: number }[] {
  const entries = parts.flatMap(({ sizes, keys, items, limit }) =>
    Array.from({ length: sizes[owner] as number }, (_, place) => ({
      key: keys[owner * limit + place] as number,
      item: items[owner * limit + place] as number,
    })),
  )
  return entries.sort((a, b) => b.key - a.key || compare(a.item, b.item)).slice(0, parts[0]?.limit ?? 0)
}
