const canonical = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Ids are kept as 16 bytes and ties compare those, so every id has to be a UUID in its one canonical spelling. */
export function assertCanonicalId(id: string): void {
  if (!canonical.test(id)) throw new Error(`an id in the engine has to be a UUID in lower case, not "${id}"`)
}

const mostCounted = 65_535

/** What breaks a tie is a whole number; beyond 65,535 everybody has simply had enough. */
export function tieCount(count: number): number {
  if (!Number.isInteger(count) || count < 0) throw new Error(`a count that breaks ties has to be a whole number, not ${count}`)
  return Math.min(count, mostCounted)
}
