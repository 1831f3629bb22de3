import { escapePointer } from './field-errors.ts'

const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
const comma = 0x2c
const colon = 0x3a

interface Level {
  /** The keys of an object; null in an array. */
  keys: Set<string> | null
  /** The key or the place of the value that is being read. */
  at: string | number
}

/** Where in a text, which is JSON, an object has a key a second time, as a JSON pointer; null when none has. One walk; what stands in strings is leapt over. */
export function findRepeatedKey(text: string): string | null {
  const levels: Level[] = []
  let last = ''
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      const end = closingQuote(text, at)
      if (levels.at(-1)?.keys) last = text.slice(at, end + 1)
      at = end
    } else if (code === colon) {
      const level = levels.at(-1)!
      level.at = last.includes('\\') ? (JSON.parse(last) as string) : last.slice(1, -1)
      if (level.keys!.has(level.at)) return pointerOf(levels)
      level.keys!.add(level.at)
    } else if (code === openBrace) levels.push({ keys: new Set(), at: '' })
    else if (code === openBracket) levels.push({ keys: null, at: 0 })
    else if (code === closeBrace || code === closeBracket) levels.pop()
    else if (code === comma) {
      const level = levels.at(-1)!
      if (typeof level.at === 'number') level.at += 1
    }
  }
  return null
}

function closingQuote(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); ; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text.charCodeAt(at - 1 - slashes) === backslash) slashes += 1
    if (slashes % 2 === 0) return at
  }
}

function pointerOf(levels: readonly Level[]): string {
  return levels.map(({ at }) => `/${escapePointer(String(at))}`).join('')
}
