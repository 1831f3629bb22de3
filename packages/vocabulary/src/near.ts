// What stands farther away says nothing of a word; the bound keeps the reading of a cell of any size linear.
const reach = 80

/** The text shortly before a place. */
export function shortlyBefore(text: string, at: number): string {
  return text.slice(Math.max(0, at - reach), at)
}

/** The text shortly behind a place. */
export function shortlyBehind(text: string, at: number): string {
  return text.slice(at, at + reach)
}

/** Whether a place stands in brackets that were opened shortly before. */
export function isBracketed(text: string, at: number): boolean {
  const near = shortlyBefore(text, at)
  return near.lastIndexOf('(') > near.lastIndexOf(')')
}
