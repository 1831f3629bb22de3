/**
 * Typed arrays over shared memory, so that readers in other threads see what the one writer writes.
 * They grow by a quarter, long ones by a tenth, and are copied: an array that is read in a hot loop keeps one fixed length (arrays that track a growable buffer are
 * checked on every access), and whoever shares them hands out the new ones after `grown` answered another array.
 */
export type Words = Int32Array<SharedArrayBuffer>
export type Halves = Uint16Array<SharedArrayBuffer>
export type Bytes = Uint8Array<SharedArrayBuffer>

export function words(length: number): Words {
  return new Int32Array(new SharedArrayBuffer(length * 4))
}

export function halves(length: number): Halves {
  return new Uint16Array(new SharedArrayBuffer(length * 2))
}

export function bytes(length: number): Bytes {
  return new Uint8Array(new SharedArrayBuffer(length))
}

const longAlready = 1_000_000

/** The same array when it has room for `needed` items, else a longer copy. */
export function grown<A extends Words | Halves | Bytes>(array: A, needed: number): A {
  if (needed <= array.length) return array
  const length = Math.max(needed, Math.ceil(array.length * (array.length < longAlready ? 1.25 : 1.1)))
  const longer = new (array.constructor as new (buffer: SharedArrayBuffer) => A)(new SharedArrayBuffer(length * array.BYTES_PER_ELEMENT))
  longer.set(array)
  return longer
}
