import { pinyinWords, soundedWords } from './data/disguises.ts'
import { charactersBySyllable, syllableOf } from './data/sounds.ts'

interface Position {
  letter: string
  syllable: string
  /** Characters of the same sound; empty for words that only pinyin gives away. */
  alike: ReadonlySet<string>
}

interface Word {
  text: string
  positions: readonly Position[]
}

export interface SoundedWord {
  start: number
  end: number
  /** The word that is meant. */
  text: string
}

const noneAlike: ReadonlySet<string> = new Set()
const alikeBySyllable = new Map(Object.entries(charactersBySyllable).map(([syllable, letters]) => [syllable, new Set(letters)]))

const words: readonly Word[] = [
  ...soundedWords.map((text) => wordOf(text, (syllable) => alikeBySyllable.get(syllable) ?? noneAlike)),
  ...pinyinWords.map((text) => wordOf(text, () => noneAlike)),
]

const byFirst = new Map<string, Word[]>()
for (const word of words) {
  const [first] = word.positions
  if (first === undefined) continue
  for (const start of new Set([first.letter, first.syllable.charAt(0), ...first.alike])) {
    const known = byFirst.get(start)
    if (known === undefined) byFirst.set(start, [word])
    else known.push(word)
  }
}

// han zu: five letters of pinyin are no English word of a posting.
const fewestLettersAlone = 5
const latin = /[a-z]/

/** Words of the list that stand in the text by sound: in pinyin, or with at most half of their characters replaced. Left to right, longest first. */
export function findSounded(text: string): SoundedWord[] {
  const found: SoundedWord[] = []
  for (let at = 0; at < text.length; at += 1) {
    const longest = longestAt(text, at)
    if (longest === null) continue
    found.push(longest)
    at = longest.end - 1
  }
  return found
}

function longestAt(text: string, at: number): SoundedWord | null {
  let longest: SoundedWord | null = null
  for (const word of byFirst.get(text.charAt(at)) ?? []) {
    const end = endOf(word, text, at)
    if (end !== null && (longest === null || end > longest.end)) longest = { start: at, end, text: word.text }
  }
  return longest
}

/** Where the word ends when it stands here in disguise; null when it does not, or stands here as it is. */
function endOf({ positions }: Word, text: string, start: number): number | null {
  let at = start
  let [alike, spelled] = [0, 0]
  for (const { letter, syllable, alike: set } of positions) {
    const here = text.charAt(at)
    if (here === letter) at += 1
    else if (set.has(here)) {
      alike += 1
      at += 1
    } else if (text.startsWith(syllable, at)) {
      spelled += 1
      at += syllable.length
    } else return null
  }
  if (alike + spelled === 0 || alike > positions.length / 2) return null
  if (spelled > 0 && (latin.test(text.charAt(start - 1)) || (latin.test(text.charAt(at - 1)) && latin.test(text.charAt(at))))) return null
  if (spelled === positions.length && positions.length < 3 && at - start < fewestLettersAlone) return null
  return at
}

function wordOf(text: string, alikeOf: (syllable: string) => ReadonlySet<string>): Word {
  const positions = Array.from(text, (letter) => {
    const syllable = syllableOf[letter] ?? letter
    return { letter, syllable, alike: alikeOf(syllable) }
  })
  return { text, positions }
}
