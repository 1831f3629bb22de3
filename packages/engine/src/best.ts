export interface Best<T> {
  offer: (item: T) => void
  /** Best first. */
  sorted: () => T[]
}

/** Keeps the `limit` first items of an order: a binary heap with the worst kept one on top. `compare` is negative when `a` comes first. */
export function createBest<T>(limit: number, compare: (a: T, b: T) => number): Best<T> {
  const heap: T[] = []
  return {
    offer: (item) => {
      if (heap.length < limit) return rise(heap, item, compare)
      const worst = heap[0]
      if (worst !== undefined && compare(item, worst) < 0) sink(heap, item, compare)
    },
    sorted: () => [...heap].sort(compare),
  }
}

function rise<T>(heap: T[], item: T, compare: (a: T, b: T) => number): void {
  let place = heap.length
  heap.push(item)
  while (place > 0) {
    const parent = (place - 1) >> 1
    const above = heap[parent] as T
    if (compare(item, above) <= 0) break
    heap[place] = above
    place = parent
  }
  heap[place] = item
}

// The item replaces the top and goes down past every child that comes later in the order.
function sink<T>(heap: T[], item: T, compare: (a: T, b: T) => number): void {
  let place = 0
  for (;;) {
    const left = 2 * place + 1
    if (left >= heap.length) break
    const right = left + 1
    const later = right < heap.length && compare(heap[right] as T, heap[left] as T) > 0 ? right : left
    const below = heap[later] as T
    if (compare(item, below) >= 0) break
    heap[place] = below
    place = later
  }
  heap[place] = item
}
