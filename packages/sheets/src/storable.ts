/** Whether a text can be kept as it is: U+0000 and half a surrogate pair cannot, databases refuse the one and change the other without a word. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000')
}

const escapedTrouble = /\\u(?:0000|d[89a-f])/i

/** The same for all strings and keys of a value that was parsed from `text`; only where the text has such an escape is the value looked through. */
export function isStorableJson(text: string, value: unknown): boolean {
  return !escapedTrouble.test(text) || holdsStorable(value)
}

function holdsStorable(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value)
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, child]) => isStorable(key) && holdsStorable(child))
}
