interface Versioned {
  id: string
  version: number
}

export interface Shelf<Facts extends Versioned> {
  put: (facts: Facts) => boolean
  remove: (id: string) => void
  get: (id: string) => Facts | undefined
  all: () => MapIterator<Facts>
  size: () => number
}

/** The newest facts by id. Events come at least once and in any order, so an older version is dropped. */
export function createShelf<Facts extends Versioned>(): Shelf<Facts> {
  const byId = new Map<string, Facts>()
  return {
    put: (facts) => {
      const held = byId.get(facts.id)
      if (held !== undefined && held.version > facts.version) return false
      byId.set(facts.id, facts)
      return true
    },
    remove: (id) => {
      byId.delete(id)
    },
    get: (id) => byId.get(id),
    all: () => byId.values(),
    size: () => byId.size,
  }
}
