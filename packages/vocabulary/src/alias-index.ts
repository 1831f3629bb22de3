export interface Named {
  readonly code: string
  readonly zh: string
  readonly en: string
  readonly aliases: readonly string[]
}

export interface Found<Code extends string> {
  code: Code
  /** The whole text is a name or an alias; otherwise it only contains one. */
  exact: boolean
}

const shortestContained = 2

/** Finds rows by name or alias in free text: the whole text first, then the longest word it contains (of equal ones the last: 超市保洁). */
export function aliasIndex<Row extends Named>(rows: readonly Row[]): (text: string) => Found<Row['code']> | null {
  const codeByWord = new Map<string, Row['code']>()
  for (const row of rows) for (const word of [row.zh, row.en, ...row.aliases]) codeByWord.set(plain(word), row.code)
  const words = [...codeByWord.keys()].filter((word) => word.length >= shortestContained).sort((one, other) => other.length - one.length)

  return (text) => {
    const whole = plain(text)
    const exact = codeByWord.get(whole)
    if (exact !== undefined) return { code: exact, exact: true }
    const word = longestIn(whole, words)
    const code = word === null ? undefined : codeByWord.get(word)
    return code === undefined ? null : { code, exact: false }
  }
}

/** NFKC, lower case, without white space; the form in which names are compared. */
export function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s/g, '')
}

function longestIn(text: string, longestFirst: readonly string[]): string | null {
  let best: { word: string; at: number } | null = null
  for (const word of longestFirst) {
    if (best && word.length < best.word.length) break
    const at = lastIndexOfWord(text, word)
    if (at >= 0 && (!best || at > best.at)) best = { word, at }
  }
  return best?.word ?? null
}

/** A Latin word counts only when no Latin letter touches it: `ps` is in "会PS" and not in "https". */
function lastIndexOfWord(text: string, word: string): number {
  const at = text.lastIndexOf(word)
  if (at < 0 || !/^[a-z]/.test(word)) return at
  const touches = /[a-z]/.test(text.charAt(at - 1)) || /[a-z]/.test(text.charAt(at + word.length))
  return touches ? -1 : at
}
