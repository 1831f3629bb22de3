/** Repeatable randomness for one row of a world: the same seed and place give the same draws, whatever was drawn for other rows. */
export class Draw {
  #state: number

  constructor(seed: number, place: number) {
    this.#state = mix(mix(seed ^ 0x9e3779b9) ^ mix(place + 0x85ebca6b))
  }

  /** 32 random bits. */
  bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let word = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61)
    return (word ^ (word >>> 14)) >>> 0
  }

  /** At least 0, below `end`. */
  below(end: number): number {
    return Math.floor((this.bits() / 4_294_967_296) * end)
  }

  /** Both ends included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  /** True in so many of a hundred draws. */
  percent(share: number): boolean {
    return this.below(1_000) < share * 10
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T
  }

  /** A place of a running sum of weights, as `runningSum` makes them. */
  weighted(sums: Float64Array): number {
    const aim = (this.bits() / 4_294_967_296) * (sums.at(-1) ?? 0)
    let [low, high] = [0, sums.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sums[middle] ?? 0) > aim) high = middle
      else low = middle + 1
    }
    return low
  }
}

export function runningSum(weights: readonly number[]): Float64Array {
  let sum = 0
  return Float64Array.from(weights, (weight) => (sum += weight))
}

/** Weights of a Zipf law: the n-th of `count` comes as often as 1 / n^exponent. */
export function zipf(count: number, exponent: number): Float64Array {
  return runningSum(Array.from({ length: count }, (_, place) => 1 / (place + 1) ** exponent))
}

/** A well mixed 32-bit word of a number. */
export function mix(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x21f0aaad)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
