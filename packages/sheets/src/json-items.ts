import { SheetProblem } from './sheet-problem.ts'
import { isStorableJson } from './storable.ts'

/** The text of one JSON value and where it stands, or what is wrong with it. */
export interface JsonText {
  readonly row: number
  readonly text: string
  readonly problem?: SheetProblem
}

interface ItemLimits {
  readonly maxRowCharacters: number
  readonly maxDepth: number
}

export interface ItemReader {
  write: (text: string) => JsonText[]
  end: () => JsonText[]
}

/** One value a line, blank lines left out. A line over its limit is let go while it is read. */
export function lineReader({ maxRowCharacters }: ItemLimits): ItemReader {
  const items = itemGatherer(maxRowCharacters)
  return {
    write: (text) => {
      let from = 0
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
        items.add(text.slice(from, at))
        items.finish({ isDropped: items.isBlank() })
        from = at + 1
      }
      items.add(text.slice(from))
      return items.take()
    },
    end: () => {
      items.finish({ isDropped: items.isBlank() })
      return items.take()
    },
  }
}

/**
 * The items of one JSON array, cut out without holding the others. It only follows strings and brackets; what stands in between is for
 * `JSON.parse`. Throws `invalid_json` for text behind the array and `damaged` when it does not end.
 */
export function arrayReader({ maxRowCharacters }: ItemLimits): ItemReader {
  const items = itemGatherer(maxRowCharacters)
  const brackets = bracketFollower()
  let isEnded = false

  /** Feeds one character behind the opening bracket; where it ends an item, says how. */
  const step = (code: number): 'comma' | 'end' | null => {
    const isStructure = brackets.step(code)
    if (brackets.depth() === 0) {
      if (code !== closingBracket) throw new SheetProblem('invalid_json', { row: items.row() })
      return 'end'
    }
    return isStructure && code === comma && brackets.depth() === 1 ? 'comma' : null
  }
  const outside = (code: number) => {
    if (isSpace(code)) return
    if (isEnded || code !== openingBracket) throw new SheetProblem('invalid_json')
    brackets.step(code)
  }

  return {
    write: (text) => {
      let from = 0
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at)
        const isInside = brackets.depth() > 0
        const ending = isInside ? step(code) : outside(code)
        if (isInside && !ending) continue
        if (ending) {
          items.add(text.slice(from, at))
          // Nothing between the brackets is an empty array, not an item.
          items.finish({ isDropped: ending === 'end' && items.isBlank() && items.row() === 1 })
          isEnded = ending === 'end'
        }
        from = at + 1
      }
      if (brackets.depth() > 0) items.add(text.slice(from))
      return items.take()
    },
    end: () => {
      if (!isEnded) throw new SheetProblem('damaged', { found: 'JSON' })
      return []
    },
  }
}

/** Puts one item together from pieces, and numbers it. One over its limit is let go and told as a problem. */
function itemGatherer(limit: number) {
  let done: JsonText[] = []
  let row = 1
  let item = ''
  let isOver = false
  return {
    row: () => row,
    isBlank: () => !isOver && item.trim() === '',
    add: (text: string) => {
      isOver ||= item.length + text.length > limit
      item = isOver ? '' : item + text
    },
    finish: ({ isDropped }: { isDropped: boolean }) => {
      if (isOver) done.push({ row, text: '', problem: new SheetProblem('row_too_long', { row, limit }) })
      else if (!isDropped) done.push({ row, text: item })
      row += 1
      item = ''
      isOver = false
    },
    take: () => {
      const items = done
      done = []
      return items
    },
  }
}

const comma = 0x2c
const quote = 0x22
const backslash = 0x5c
const openingBracket = 0x5b
const closingBracket = 0x5d
const openingBrace = 0x7b
const closingBrace = 0x7d

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09
}

/** Counts how deep a JSON text is, strings passed over. */
function bracketFollower() {
  let depth = 0
  let isInString = false
  let isEscaped = false
  return {
    depth: () => depth,
    /** False inside a string. */
    step: (code: number): boolean => {
      if (isInString) {
        if (isEscaped) isEscaped = false
        else if (code === backslash) isEscaped = true
        else if (code === quote) isInString = false
        return false
      }
      if (code === quote) isInString = true
      else if (code === openingBracket || code === openingBrace) depth += 1
      else if (code === closingBracket || code === closingBrace) depth -= 1
      return true
    },
  }
}

/** The value of a text as an object, or the problem with it. Depth is counted before parsing. */
export function parseObject({ row, text, problem }: JsonText, { maxDepth }: ItemLimits): Record<string, unknown> | SheetProblem {
  if (problem) return problem
  if (depthOf(text) > maxDepth) return new SheetProblem('too_deep', { row, limit: maxDepth })
  const value = tryParse(text)
  if (value === undefined) return new SheetProblem('invalid_json', { row })
  if (!isStorableJson(text, value)) return new SheetProblem('bad_character', { row })
  return isObject(value) ? value : new SheetProblem('not_an_object', { row })
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Undefined for what is not JSON, which no JSON gives. */
function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function depthOf(text: string): number {
  const brackets = bracketFollower()
  let deepest = 0
  for (let at = 0; at < text.length; at += 1) {
    brackets.step(text.charCodeAt(at))
    if (brackets.depth() > deepest) deepest = brackets.depth()
  }
  return deepest
}
