/** The first `length` UTF-16 units of a text, one fewer where the last would be half a surrogate pair: no database keeps a half. */
export function cutText(text: string, length: number): string {
  return withoutHalf(text.slice(0, length))
}

/** A text that may have been cut through a surrogate pair at its end, without the half. */
function withoutHalf(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text
}

/** A value without halves of pairs in its texts, at whatever place they were cut; the very same value where there are none. */
export function withoutHalves<T>(value: T): T {
  if (typeof value === 'string') return (value.isWellFormed() ? value : withoutHalfUnits(value)) as T & string
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const cleaned = entries.map(([, child]) => withoutHalves(child as unknown))
  if (cleaned.every((child, at) => child === entries[at]?.[1])) return value
  if (Array.isArray(value)) return cleaned as T & unknown[]
  return Object.fromEntries(entries.map(([key], at) => [key, cleaned[at]])) as T & object
}

function withoutHalfUnits(text: string): string {
  return Array.from(text)
    .filter((character) => character.isWellFormed())
    .join('')
}
