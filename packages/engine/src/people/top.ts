/** The best of what is offered: a binary heap of whole numbers with the worst on top; ties are broken by `compare` of the items. */
export interface Top {
  limit: number
  size: number
  /** What a key has to reach to be looked at: below it nothing can enter. */
  floor: number
  offer: (key: number, item: number, row: number) => void
  /** Best first. */
  sorted: () => { key: number; item: number; row: number }[]
}

/** `compare` is negative when the first item stands before the second. */
export function createTop(limit: number, compare: (a: number, b: number) => number): Top {
  const keys = new Int32Array(limit)
  const items = new Int32Array(limit)
  const rows = new Int32Array(limit)
  const top: Top = { limit, size: 0, floor: -1, offer, sorted }
  return top

  function isBefore(key: number, item: number, place: number): boolean {
    const other = keys[place] as number
    return key === other ? compare(item, items[place] as number) < 0 : key > other
  }

  function put(place: number, key: number, item: number, row: number): void {
    keys[place] = key
    items[place] = item
    rows[place] = row
  }

  function copy(from: number, to: number): void {
    put(to, keys[from] as number, items[from] as number, rows[from] as number)
  }

  function offer(key: number, item: number, row: number): void {
    if (top.size < limit) rise(key, item, row)
    else if (isBefore(key, item, 0)) sink(key, item, row)
    if (top.size === limit) top.floor = keys[0] as number
  }

  function rise(key: number, item: number, row: number): void {
    let place = top.size
    top.size += 1
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (isBefore(key, item, parent)) break
      copy(parent, place)
      place = parent
    }
    put(place, key, item, row)
  }

  // The item replaces the top and goes down past every child that stands behind it.
  function sink(key: number, item: number, row: number): void {
    let place = 0
    for (;;) {
      let child = 2 * place + 1
      if (child >= limit) break
      const right = child + 1
      if (right < limit && !isBefore(keys[right] as number, items[right] as number, child)) child = right
      if (!isBefore(key, item, child)) break
      copy(child, place)
      place = child
    }
    put(place, key, item, row)
  }

  // Key and place in one number, so that the built-in sort of numbers does the work; then ties, which are few, are put right.
  function sorted() {
    const { size } = top
    const order = new Float64Array(size)
    for (let place = 0; place < size; place += 1) order[place] = -((keys[place] as number) * limit + place)
    order.sort()
    const places = new Int32Array(size)
    for (let at = 0; at < size; at += 1) places[at] = -(order[at] as number) % limit
    for (let at = 1; at < size; at += 1) {
      const place = places[at] as number
      let to = at
      for (; to > 0 && isBefore(keys[place] as number, items[place] as number, places[to - 1] as number); to -= 1) {
        places[to] = places[to - 1] as number
      }
      places[to] = place
    }
    const best: { key: number; item: number; row: number }[] = []
    for (let at = 0; at < size; at += 1) {
      const place = places[at] as number
      best.push({ key: keys[place] as number, item: items[place] as number, row: rows[place] as number })
    }
    return best
  }
}
