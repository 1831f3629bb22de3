import { type FoldedText, foldText } from './fold-text.ts'

/** The texts of one posting by the field they stood in: title, requirements, duties, skills, licences, hours, benefits and the like. */
export type FieldTexts = Readonly<Partial<Record<string, string>>>

/** A word of a dictionary and what it stands for. */
export interface Entry<Value> {
  readonly word: string
  readonly value: Value
}

export interface Segment<Value> {
  /** Places in the folded text, `end` exclusive. */
  readonly start: number
  readonly end: number
  readonly word: string
  readonly value: Value
}

export interface Segmenter<Value> {
  /** Every word of the dictionary in the text, also inside longer ones, in the order of their ends. */
  all(folded: FoldedText): Segment<Value>[]
  /** The words that together cover the text best: no two overlap, long words before the short ones they contain. In the order of the text. */
  cover(folded: FoldedText): Segment<Value>[]
}

/** Builds a segmenter over a dictionary. Words are folded like the texts; of two entries with one word the first stays. */
export function segmenter<Value>(entries: Iterable<Entry<Value>>): Segmenter<Value> {
  const byWord = new Map<string, Segment<Value>>()
  for (const { word, value } of entries) {
    const { text } = foldText(word)
    if (text !== '' && !byWord.has(text)) byWord.set(text, { start: 0, end: text.length, word: text, value })
  }
  const trie = plant(byWord)
  const all = (folded: FoldedText) => findAll(trie, folded)
  return { all, cover: (folded) => bestCover(all(folded), folded.text.length) }
}

/** The trie as flat tables: a step is looked up under `node * alphabet + code unit`. */
interface Trie<Value> {
  readonly steps: ReadonlyMap<number, number>
  readonly ends: ReadonlyMap<number, Segment<Value>>
}

const alphabet = 0x1_00_00

function plant<Value>(byWord: ReadonlyMap<string, Segment<Value>>): Trie<Value> {
  const steps = new Map<number, number>()
  const ends = new Map<number, Segment<Value>>()
  let last = 0
  for (const [word, segment] of byWord) {
    let node = 0
    for (let at = 0; at < word.length; at += 1) {
      const step = node * alphabet + word.charCodeAt(at)
      let next = steps.get(step)
      if (next === undefined) {
        last += 1
        next = last
        steps.set(step, next)
      }
      node = next
    }
    ends.set(node, segment)
  }
  return { steps, ends }
}

// Chinese words are two to six characters long and most starts fail at the first or second step: walking from each place needs no
// failure links and is as fast here as an automaton with them.
function findAll<Value>({ steps, ends }: Trie<Value>, folded: FoldedText): Segment<Value>[] {
  const { text } = folded
  const found: Segment<Value>[] = []
  for (let start = 0; start < text.length; start += 1) {
    let node = 0
    for (let at = start; at < text.length; at += 1) {
      const next = steps.get(node * alphabet + text.charCodeAt(at))
      if (next === undefined) break
      node = next
      const segment = ends.get(node)
      if (segment && isWhole(folded, start, at + 1)) found.push({ ...segment, start, end: at + 1 })
    }
  }
  return found.sort((one, other) => one.end - other.end || one.start - other.start)
}

const latin = /[a-z]/

/** A Latin word counts only when no Latin letter touches it: `ps` is in "会PS" and not in "https". A space in the given text parts two words. */
function isWhole({ text, places }: FoldedText, start: number, end: number): boolean {
  return !isInsideWord(text, places, start) && !isInsideWord(text, places, end)
}

function isInsideWord(text: string, places: readonly number[], at: number): boolean {
  if (!latin.test(text.charAt(at - 1)) || !latin.test(text.charAt(at))) return false
  return (places[at] ?? 0) - (places[at - 1] ?? 0) <= 1
}

/** Weighted interval scheduling; a word is worth the square of its length, so one long word beats two short ones. */
function bestCover<Value>(segments: readonly Segment<Value>[], length: number): Segment<Value>[] {
  const worth = new Float64Array(length + 1)
  const chosen: (Segment<Value> | undefined)[] = []
  let next = 0
  for (let end = 1; end <= length; end += 1) {
    worth[end] = worth[end - 1] ?? 0
    for (let segment = segments[next]; segment?.end === end; segment = segments[next]) {
      const total = (worth[segment.start] ?? 0) + (end - segment.start) ** 2
      // Of equal covers the later word stays: in 超市保洁 the head of the title stands last.
      if (total >= (worth[end] ?? 0)) {
        worth[end] = total
        chosen[end] = segment
      }
      next += 1
    }
  }
  return backwards(chosen, length)
}

function backwards<Value>(chosen: readonly (Segment<Value> | undefined)[], length: number): Segment<Value>[] {
  const cover: Segment<Value>[] = []
  for (let end = length; end > 0; ) {
    const segment = chosen[end]
    if (segment) cover.push(segment)
    end = segment ? segment.start : end - 1
  }
  return cover.reverse()
}
