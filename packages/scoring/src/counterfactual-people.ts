/** Below this a number of people is never told: a figure about so few is a figure about somebody. */
export const fewest = 5

/**
 * A number of people as coarse as it may be told: at least `count` and fewer than `fewerThan`; `count` is null when it could be below five.
 * Exact numbers stay inside, also large ones: two of them would tell a small one by their difference.
 */
export interface PeopleCount {
  count: number | null
  fewerThan: number
}

/** How a number of people would change. `little`: by fewer than five, and not even the direction is told. */
export interface PeopleChange {
  direction: 'more' | 'fewer' | 'little'
  people: PeopleCount
}

/** Rounds down to a multiple of five. */
export function hideSmall(people: number): PeopleCount {
  const step = Math.floor(people / fewest) * fewest
  return { count: step === 0 ? null : step, fewerThan: step + fewest }
}

/** A sum of numbers of people that are told one by one: never so near the most it could be that a hidden one could be worked out. */
export function hideTotal(parts: readonly number[]): PeopleCount {
  const told = parts.reduce((sum, part) => sum + part - (part % fewest), 0)
  const hidden = parts.reduce((sum, part) => sum + (part % fewest), 0)
  const most = (fewest - 2) * parts.length
  if (hidden <= most) return hideSmall(told + hidden)
  const { count } = hideSmall(told + most)
  return { count, fewerThan: told + (fewest - 1) * parts.length + 1 }
}

/** Tells by how much and in which direction, unless it is little. */
export function hideChange(before: number, after: number): PeopleChange {
  const people = hideSmall(Math.abs(after - before))
  if (people.count === null) return { direction: 'little', people }
  return { direction: after > before ? 'more' : 'fewer', people }
}

/**
 * The number after a change, made from what was told of the number before and of the change and from nothing else, so that it tells nothing
 * beyond them.
 */
export function hiddenAfter(before: PeopleCount, change: PeopleChange): PeopleCount {
  const low = before.count ?? 0
  const high = before.fewerThan - 1
  const [by, atMost] = [change.people.count ?? 0, change.people.fewerThan - 1]
  switch (change.direction) {
    case 'more':
      return between(low + by, high + atMost)
    case 'fewer':
      return between(low - atMost, high - by)
    case 'little':
      return between(low - atMost, high + atMost)
  }
}

function between(low: number, high: number): PeopleCount {
  return { count: low < fewest ? null : low, fewerThan: Math.max(high + 1, fewest) }
}
