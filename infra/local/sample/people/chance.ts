/** Chance that is the same on every machine (mulberry32), so that the sample can be rebuilt. */
export interface Chance {
  /** True in `percent` of a hundred cases. */
  hits: (percent: number) => boolean
  /** A whole number from `low` to `high`, both included. */
  between: (low: number, high: number) => number
  pick: <Item>(items: readonly Item[]) => Item
  weighted: <Item>(items: readonly (readonly [Item, number])[]) => Item
}

export function seededChance(seed: number): Chance {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  const pick = <Item>(items: readonly Item[]) => {
    const item = items[between(0, items.length - 1)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
  const weighted = <Item>(items: readonly (readonly [Item, number])[]) =>
    pick(items.flatMap(([item, weight]) => Array.from({ length: weight }, () => item)))
  return { hits: (percent) => next() * 100 < percent, between, pick, weighted }
}
