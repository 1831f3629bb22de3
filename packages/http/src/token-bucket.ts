/** A share of requests that refills steadily. */
export interface Share {
  perSecond: number
  /** How many may be taken at once when nothing was taken for a while. */
  burst: number
}

export type Taken = { ok: true; left: number; fullInMs: number } | { ok: false; waitMs: number }

export interface Buckets {
  /** Takes one from the bucket of this name. */
  take: (name: string) => Taken
  /** What `take` would say, taking nothing. */
  look: (name: string) => Taken
  size: () => number
}

const remembered = 20_000

/**
 * Takes one from a bucket at a time in milliseconds. All that is kept of a bucket is the time at which it will be full again (GCRA), so that there
 * is no timer, and one that is full need not be kept at all.
 */
export function takeOne(fullAt: number, { perSecond, burst }: Share, now: number): { taken: Taken; fullAt: number } {
  const each = 1_000 / perSecond
  const next = Math.max(fullAt, now) + each
  const over = next - now - burst * each
  // A thousandth of a millisecond: the sums of a share that divides badly must not refuse the last one.
  if (over > 0.001) return { taken: { ok: false, waitMs: over }, fullAt }
  return { taken: { ok: true, left: Math.max(0, Math.round(-over / each)), fullInMs: next - now }, fullAt: next }
}

/** Buckets by name, in this process. Those that are full again are forgotten when there are many. */
export function createBuckets(share: Share, clock: () => number): Buckets {
  const fullAt = new Map<string, number>()
  return {
    take: (name) => {
      const now = clock()
      const next = takeOne(fullAt.get(name) ?? 0, share, now)
      if (fullAt.size >= remembered && !fullAt.has(name)) forget(fullAt, now)
      fullAt.set(name, next.fullAt)
      return next.taken
    },
    look: (name) => takeOne(fullAt.get(name) ?? 0, share, clock()).taken,
    size: () => fullAt.size,
  }
}

/**
 * Turns by name at a steady rate: how many milliseconds it is until the turn that is taken now, 0 within the burst. Whoever asks more often than there
 * are turns waits longer and longer, up to `longestMs`.
 */
export function createTurns({ perSecond, burst }: Share, clock: () => number, longestMs: number): (name: string) => number {
  const each = 1_000 / perSecond
  const takenUntil = new Map<string, number>()
  return (name) => {
    const now = clock()
    const next = Math.max(takenUntil.get(name) ?? 0, now) + each
    const waitMs = next - now - burst * each
    if (takenUntil.size >= remembered && !takenUntil.has(name)) forget(takenUntil, now)
    if (waitMs < longestMs) takenUntil.set(name, next)
    return Math.min(Math.max(0, waitMs), longestMs)
  }
}

// Names can be made up (addresses), memory not: when none is full, the oldest half goes, and its owners get a new share.
function forget(fullAt: Map<string, number>, now: number): void {
  for (const [name, at] of fullAt) if (at <= now) fullAt.delete(name)
  let tooMany = fullAt.size < remembered ? 0 : fullAt.size / 2
  for (const name of fullAt.keys()) {
    if (tooMany-- <= 0) break
    fullAt.delete(name)
  }
}
