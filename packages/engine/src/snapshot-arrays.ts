/** The typed arrays that a snapshot can hold. */
const kinds = { Int32Array, Uint16Array, Uint8Array, Float64Array } as const
type Kind = keyof typeof kinds
type SharedArray = InstanceType<(typeof kinds)[Kind]>

/** Where an array stands in the file. */
export interface ArrayPlace {
  kind: Kind
  length: number
}

/** The same value with every typed array taken out and a mark in its place; arrays come in the order of their marks. */
export function takeArrays(value: unknown, arrays: SharedArray[]): unknown {
  if (ArrayBuffer.isView(value)) {
    arrays.push(value as SharedArray)
    return { $array: arrays.length - 1 }
  }
  if (Array.isArray(value)) return value.map((held) => takeArrays(held, arrays))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, takeArrays(held, arrays)]))
}

/** What `takeArrays` was given. */
export function putArrays(value: unknown, arrays: readonly SharedArray[]): unknown {
  if (Array.isArray(value)) return value.map((held) => putArrays(held, arrays))
  if (value === null || typeof value !== 'object') return value
  if ('$array' in value) return arrays[value.$array as number]
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, putArrays(held, arrays)]))
}

export function placeOf(array: SharedArray): ArrayPlace {
  return { kind: array.constructor.name as Kind, length: array.length }
}

/** A new array in shared memory, to be filled from the file. */
export function newArray({ kind, length }: ArrayPlace): SharedArray {
  const Kind: new (buffer: SharedArrayBuffer) => SharedArray = kinds[kind]
  return new Kind(new SharedArrayBuffer(length * kinds[kind].BYTES_PER_ELEMENT))
}

export function bytesOfArray(array: SharedArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}
