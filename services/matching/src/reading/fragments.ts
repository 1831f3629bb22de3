/** A match rendered once: JSON up to its rank, and from there up to the value of `asOf`, which the page fills in. */
export interface Fragment {
  head: Buffer
  body: Buffer
}

export interface Fragments {
  get: (key: string) => Fragment | undefined
  put: (key: string, fragment: Fragment) => void
  /** Held now, the keys and an allowance for objects included. */
  bytes: () => number
}

const defaultMaxBytes = 64 * 1024 * 1024
const overheadBytes = 400

/**
 * The matches rendered last, in at most `maxBytes`. Two generations instead of a list by age: a hit is one lookup, and what was not asked for
 * while half of the room filled up goes.
 */
export function createFragments(maxBytes = defaultMaxBytes): Fragments {
  let young = new Map<string, Fragment>()
  let old = new Map<string, Fragment>()
  let youngBytes = 0
  let oldBytes = 0

  function put(key: string, fragment: Fragment): void {
    const size = sizeOf(key, fragment)
    if (youngBytes + size > maxBytes / 2) {
      old = young
      oldBytes = youngBytes
      young = new Map()
      youngBytes = 0
    }
    young.set(key, fragment)
    youngBytes += size
  }

  return {
    get: (key) => {
      const fragment = young.get(key)
      if (fragment !== undefined) return fragment
      const older = old.get(key)
      if (older !== undefined) {
        old.delete(key)
        oldBytes -= sizeOf(key, older)
        put(key, older)
      }
      return older
    },
    put: (key, fragment) => {
      if (!young.has(key)) put(key, fragment)
    },
    bytes: () => youngBytes + oldBytes,
  }
}

function sizeOf(key: string, { head, body }: Fragment): number {
  return 2 * key.length + head.length + body.length + overheadBytes
}
