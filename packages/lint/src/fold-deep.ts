import type { FoldedText } from '@zhihe/vocabulary/fold-text'
import { miswritings, pictures, pieces, writtenForLimit } from './data/disguises.ts'
import { findSounded } from './find-sounded.ts'

/** A folded text with its disguises taken off. `places` lead back into the given text as before. */
export interface DeepText extends FoldedText {
  /** By unit: it stands for something written otherwise, or something was taken out before it. */
  readonly changed: readonly boolean[]
}

interface Unit {
  letter: string
  place: number
  changed: boolean
}

const pictureOf = new Map(pictures)
const pictureWords = new RegExp(pictures.map(([picture]) => picture).join('|'), 'gu')
const pieceOf = new Map(pieces)
const pieceWords = new RegExp(pieces.map(([taken]) => taken).join('|'), 'gu')
const meantBy = new Map(miswritings)
const miswrittenWords = new RegExp(miswritings.map(([written]) => written).join('|'), 'gu')

const limitWords = new RegExp(`(?<=^|[,;:。、/|\\n(])[${writtenForLimit}](?=[男女](?:性|士|生|工)?(?:$|[,;。、/|\\n)]))`, 'g')

// What may stand between two characters of a word without ending a clause. Commas, colons and slashes end one.
const noise = /(?<=[\p{Script=Han}a-z])[^\p{Script=Han}\p{L}\p{N},;:。、/|()!?\n<>≥≤%"'“”‘’《》【】[\]]{1,4}(?=[\p{Script=Han}a-z])/gu
// 身,体,健,康 and 身1体1健1康: single characters, the same mark between all of them.
const spelledOut = /(?<![\p{Script=Han}])\p{Script=Han}(?:([,;:。、/|!?\d\n])\p{Script=Han}(?:\1\p{Script=Han})+)(?![\p{Script=Han}])/gu
// 身(体)健康, 身【体】健【康】: a bracket around one character of a word.
const bracketed =
  /(?<=[\p{Script=Han})\]】])[([【"'“‘《]([^男女\P{Script=Han}])[)\]】"'”’》]|^[([【]([^男女\P{Script=Han}])[)\]】](?=\p{Script=Han})/gu
const hanOrLatin = /[\p{Script=Han}a-z]/u

/**
 * Takes off what hides a word from a reader of plain text: marks and pictures between its characters, characters of the same sound, pinyin,
 * characters in pieces. Null when nothing is hidden.
 */
export function foldDeep(folded: FoldedText): DeepText | null {
  const given = folded.text
  if (!mayHide(given)) return null
  let units: Unit[] = given.split('').map((letter, at) => ({ letter, place: folded.places[at] ?? 0, changed: false }))
  for (const step of steps) units = step(units)
  if (!units.some(({ changed }) => changed)) return null
  return {
    given: folded.given,
    text: units.map(({ letter }) => letter).join(''),
    places: [...units.map(({ place }) => place), folded.given.length],
    changed: units.map(({ changed }) => changed),
  }
}

function mayHide(text: string): boolean {
  return (
    [pictureWords, noise, spelledOut, bracketed, pieceWords, miswrittenWords, limitWords].some((words) => text.search(words) >= 0) ||
    findSounded(text).length > 0
  )
}

const steps: readonly ((units: Unit[]) => Unit[])[] = [
  (units) => replaceWords(units, pictureWords, (word) => pictureOf.get(word) ?? word),
  (units) => withoutMarks(units, bracketed),
  (units) => withoutMarks(units, spelledOut),
  (units) => withoutMarks(units, noise),
  (units) => replaceWords(units, pieceWords, (word) => pieceOf.get(word) ?? word),
  (units) => replaceWords(units, miswrittenWords, (word) => meantBy.get(word) ?? word),
  (units) => replaceWords(units, limitWords, () => '限'),
  (units) => replaceAll(units, findSounded(textOf(units))),
]

function textOf(units: readonly Unit[]): string {
  return units.map(({ letter }) => letter).join('')
}

/** Takes everything out of the matches that is neither a character nor a Latin letter. */
function withoutMarks(units: Unit[], words: RegExp): Unit[] {
  const dropped = new Set<number>()
  for (const match of textOf(units).matchAll(words)) {
    for (let at = match.index; at < match.index + match[0].length; at += 1) {
      if (!hanOrLatin.test(units[at]?.letter ?? '')) dropped.add(at)
    }
  }
  if (dropped.size === 0) return units
  return units.flatMap((unit, at) => (dropped.has(at) ? [] : [{ ...unit, changed: unit.changed || dropped.has(at - 1) }]))
}

function replaceWords(units: Unit[], words: RegExp, meaning: (word: string) => string): Unit[] {
  const matches = [...textOf(units).matchAll(words)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    text: meaning(match[0]),
  }))
  return replaceAll(units, matches)
}

function replaceAll(units: Unit[], words: readonly { start: number; end: number; text: string }[]): Unit[] {
  if (words.length === 0) return units
  const replaced: Unit[] = []
  let at = 0
  for (const { start, end, text } of words) {
    replaced.push(...units.slice(at, start), ...unitsFor(text, units.slice(start, end)))
    at = end
  }
  return [...replaced, ...units.slice(at)]
}

/** The units of a word in the place of others; a longer word stands where the last of them stood. */
function unitsFor(text: string, instead: readonly Unit[]): Unit[] {
  return text.split('').map((letter, at) => {
    const share = Math.min(instead.length - 1, Math.floor((at * instead.length) / text.length))
    return { letter, place: instead[share]?.place ?? 0, changed: true }
  })
}
