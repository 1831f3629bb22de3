/** Numbers for texts: the vocabulary first, then whatever else is met. It only ever grows, so a number once given stays valid. */
export interface Terms {
  /** The number of the text, given now if it has none. */
  add: (text: string) => number
  /** The number of the text, or -1. */
  find: (text: string) => number
  text: (number: number) => string
  size: () => number
  all: () => readonly string[]
}

/** @throws when more than `most` different texts come */
export function createTerms(first: readonly string[], most: number): Terms {
  const texts: string[] = []
  const numbers = new Map<string, number>()
  const add = (text: string): number => {
    const held = numbers.get(text)
    if (held !== undefined) return held
    if (texts.length >= most) throw new Error(`the index holds at most ${most} different terms of a kind, and "${text}" is one more`)
    numbers.set(text, texts.length)
    texts.push(text)
    return texts.length - 1
  }
  for (const text of first) add(text)
  return {
    add,
    find: (text) => numbers.get(text) ?? -1,
    text: (number) => texts[number] ?? '',
    size: () => texts.length,
    all: () => texts,
  }
}
