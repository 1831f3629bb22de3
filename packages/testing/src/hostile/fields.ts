/** A field of a body that holds a text. */
export interface Field {
  pointer: string
  keys: readonly (string | number)[]
}

/** The fields of a body that hold a text. */
export function textFields(value: unknown, keys: readonly (string | number)[] = []): Field[] {
  if (typeof value === 'string') return [{ keys, pointer: keys.map((key) => `/${key}`).join('') }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) => textFields(child, [...keys, Array.isArray(value) ? Number(key) : key]))
}

export function valueAt(value: unknown, keys: readonly (string | number)[]): unknown {
  return keys.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined), value)
}

/** The same with one field changed. */
export function withValue<T>(value: T, keys: readonly (string | number)[], changed: unknown): T {
  const [first, ...rest] = keys
  if (first === undefined) return changed as T
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as object
  Reflect.set(copy, first, withValue(Reflect.get(copy, first), rest, changed))
  return copy as T
}

/** Whether what was sent stands in what is stored as it was sent; times may be written with another offset. */
export function isKept(sent: unknown, stored: unknown): boolean {
  if (sent === undefined) return true
  if (Array.isArray(sent)) return Array.isArray(stored) && stored.length === sent.length && sent.every((one, at) => isKept(one, stored[at]))
  if (typeof sent === 'object' && sent !== null) {
    return (
      typeof stored === 'object' && stored !== null && Object.entries(sent).every(([key, one]) => isKept(one, Reflect.get(stored, key)))
    )
  }
  if (sent === stored) return true
  return typeof sent === 'string' && /^\d{4}-/.test(sent) && typeof stored === 'string' && Date.parse(sent) === Date.parse(stored)
}

/** What is wrong with a refusal: it is to be our own problem, no fault, in two languages, with a place for every field. Null when nothing is. */
export function faultOf(status: number, body: Readonly<Record<string, unknown>>): string | null {
  // Who is told to wait has tried nothing.
  if (status === 429 || status >= 500 || body['status'] !== status || !/^[a-z_]+$/.test(String(body['code'])))
    return `${status} ${JSON.stringify(body).slice(0, 300)}`
  if (body['code'] !== 'invalid_request') return null
  const errors = body['errors'] as { pointer: string; zh: string; en: string }[]
  const areTold = errors.length > 0 && errors.every(({ pointer, zh, en }) => /^($|\/|#\/)/.test(pointer) && zh !== '' && en !== '')
  return areTold ? null : `errors ${JSON.stringify(errors).slice(0, 300)}`
}
