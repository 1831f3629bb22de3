import data from './data/simplified-characters.json' with { type: 'json' }

/** UTF-16 code units of the text as it was given; `end` is exclusive. */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface FoldedText {
  readonly given: string
  /** NFKC, traditional folded to simplified by character, lower case, white space and invisible characters taken out, line ends as `\n`. */
  readonly text: string
  /** For each code unit of `text` the place in `given` of the character it came from; one more at the end, the length of `given`. */
  readonly places: readonly number[]
}

const simplified = new Map(
  data.rows.flatMap((row) => Array.from({ length: row.length / 2 }, (_, at) => [row.charAt(2 * at), row.charAt(2 * at + 1)])),
)

// A text with one of these is read by clusters, any other by code units, which is several times faster.
const joined = /\p{M}|[\uff9e\uff9f]|[^\0-\uffff]|\r\n/u
const cluster = /\r\n|\P{M}[\p{M}\uff9e\uff9f]*|\p{M}+/gsu
const lineEnd = /^[\r\n\v\f\u0085\u2028\u2029]/
// White space, and what has no width: joiners, marks of direction, soft hyphens, variation selectors.
const unseen = /[\s\p{Default_Ignorable_Code_Point}\p{Cf}]/gu
// NFKC makes ① and ⒈ bare figures, and "①3000②提成" would read 13000.
const numbered = /[\u2460-\u2473\u2488-\u249b\u2776-\u2793]/
const figureOf = (mark: string) => /[1-9]\d?/.exec(mark.normalize('NFKC'))?.[0] ?? String(((mark.charCodeAt(0) - 0x2776) % 10) + 1)

const folded = new Map<string, string>()
/** A dozen readers fold the texts of one posting, one after the other. */
const lately = new Map<string, FoldedText>()
const mostLately = 64

/**
 * Folds a text for reading: full-width and compatibility forms (NFKC), traditional characters, capitals, white space. Numbered marks such as ①
 * become "(1)". Every reader reads the folded text and says its spans in the given one.
 */
export function foldText(given: string): FoldedText {
  const known = lately.get(given)
  if (known !== undefined) return known
  const result = foldedPieces(given)
  if (lately.size >= mostLately) lately.clear()
  lately.set(given, result)
  return result
}

function foldedPieces(given: string): FoldedText {
  const places: number[] = []
  let text = ''
  let at = 0
  for (const piece of joined.test(given) ? (given.match(cluster) ?? []) : given.split('')) {
    const units = foldedPiece(piece)
    for (let unit = 0; unit < units.length; unit += 1) places.push(at)
    text += units
    at += piece.length
  }
  places.push(given.length)
  return { given, text, places }
}

/**
 * The words of the given text that a stretch of the folded one came from, without the white space around them. A character that folds to
 * several (㎏) counts as a whole; an empty stretch gives an empty span.
 */
export function spanOf({ given, places }: FoldedText, start: number, end: number): Span {
  const from = places[start] ?? given.length
  if (end <= start) return { start: from, end: from }
  let next = end
  while (next < places.length - 1 && places[next] === places[end - 1]) next += 1
  let to = places[next] ?? given.length
  while (to > from + 1 && foldedPiece(given.charAt(to - 1)).trim() === '') to -= 1
  return { start: from, end: to }
}

function foldedPiece(piece: string): string {
  const known = folded.get(piece)
  if (known !== undefined) return known
  const units = fold(piece)
  if (piece.length === 1) folded.set(piece, units)
  return units
}

function fold(piece: string): string {
  if (lineEnd.test(piece)) return '\n'
  if (numbered.test(piece)) return `(${figureOf(piece)})`
  return Array.from(piece.normalize('NFKC').replace(unseen, ''), (character) => simplified.get(character) ?? character)
    .join('')
    .toLowerCase()
}

/** The folded text with every match replaced; all units of a replacement lead back to where the match began. */
export function rewrite(folded: FoldedText, pattern: RegExp, replace: (match: RegExpExecArray) => string): FoldedText {
  const places: number[] = []
  let text = ''
  let done = 0
  for (const match of folded.text.matchAll(pattern)) {
    const words = replace(match)
    text += folded.text.slice(done, match.index) + words
    places.push(...folded.places.slice(done, match.index), ...Array<number>(words.length).fill(folded.places[match.index] ?? 0))
    done = match.index + match[0].length
  }
  if (done === 0) return folded
  return { given: folded.given, text: text + folded.text.slice(done), places: [...places, ...folded.places.slice(done)] }
}
