import { type NamedType, type Severity, type StatementWord, statementWords } from './disability-words.ts'
import { shortlyBefore, shortlyBehind } from './near.ts'

export interface DisabilityItem {
  readonly type: NamedType
  /** Grades named for it, 1 the most severe; null where the text names none or an unclear bound (三级以上). */
  readonly grades: readonly number[] | null
  /** A degree named instead of a grade (轻度); null also where several are named. */
  readonly severity: Severity | null
}

interface Draft {
  type: NamedType
  grades: readonly number[] | null
  severity: Severity | null
  end: number
}

const joint = /^(?:类|型)?(?:残疾|残障|障碍)?(?:类别|类)?(?:人士?|者)?(?:\([^)]*\))?(?:[、,/和及与或]|以及|、?和)+(?:有|是)?$/
const unclearBound = /^\)?(?:\(含\))?(?:(?:及|或|含)?以[上下]|除外|不[招收接考])/
const leadsTo = /^(?:\(含\))?(?:及)?(?:以[上下])?(?:的|残疾的)?$/
const exceptAfter = /^(?:残疾|残障|障碍|类)*(?:人士?|者)?(?:除外|不招|不收|不接|不适合|勿扰|勿|不予|不考虑|谢绝)/
const exceptBefore = /(?:除|非|不含|不包括|不招[收聘]?|不收|不接[收受纳]|不考虑|排除|不适合)(?:了|有)?$/

/** The types a statement names with their grades and degrees, and those it leaves out. */
export function disabilityItems(text: string, isProse: boolean): { items: DisabilityItem[]; except: NamedType[] } {
  const items = new Map<NamedType, DisabilityItem>()
  const except = new Set<NamedType>()
  for (const sentence of text.split(/[;。\n]/)) {
    const words = statementWords(sentence, isProse)
    for (const type of leftOut(sentence, words)) except.add(type)
    for (const { type, grades, severity } of drafts(sentence, words)) {
      const known = items.get(type)
      items.set(type, { type, grades: known?.grades ?? grades, severity: known?.severity ?? severity })
    }
  }
  return { items: [...items.values()].filter(({ type }) => !except.has(type)), except: [...except] }
}

/**
 * "听力、肢体3、4级" gives the grades to all types before them; where the first grade stands directly before a type, as in
 * "三、四级肢体残疾人,四级视力和听力残疾人", grades belong to the types behind them.
 */
function drafts(text: string, words: readonly StatementWord[]): Draft[] {
  const isPrefixed = gradesComeFirst(text, words)
  const all: Draft[] = []
  let waiting: Draft[] = []
  let grades: readonly number[] | null = null
  let hadGrades = false
  for (const [at, word] of words.entries()) {
    if (word.kind === 'types') {
      if (hadGrades && !isPrefixed) waiting = []
      hadGrades = false
      const fresh = word.types.map((type) => ({
        type,
        grades: isPrefixed ? grades : null,
        severity: severityBefore(text, words, at),
        end: word.end,
      }))
      all.push(...fresh)
      waiting.push(...fresh)
    } else if (word.kind === 'grades') {
      const named = unclearBound.test(text.slice(word.end)) ? null : word.grades
      grades = named
      for (const draft of isPrefixed ? [] : waiting) draft.grades = hadGrades ? union(draft.grades, named) : named
      hadGrades = true
    } else if (!standsBeforeType(text, words, at) && !isAboutOthers(text, word)) {
      for (const draft of runBefore(text, words, at, all)) draft.severity = word.severity
    }
  }
  return all
}

function gradesComeFirst(text: string, words: readonly StatementWord[]): boolean {
  const at = words.findIndex(({ kind }) => kind !== 'severity')
  const [first, next] = [words[at], words[at + 1]]
  return first?.kind === 'grades' && next?.kind === 'types' && leadsTo.test(text.slice(first.end, next.start))
}

function standsBeforeType(text: string, words: readonly StatementWord[], at: number): boolean {
  const [word, next] = [words[at], words[at + 1]]
  return word !== undefined && next?.kind === 'types' && /^(?:的|残疾的)?$/.test(text.slice(word.end, next.start))
}

/** 智力和其他重度残疾人: the degree is that of the others. */
function isAboutOthers(text: string, { start, end }: StatementWord): boolean {
  return /(?:其他|其它|以及|[和及或与、])$/.test(shortlyBefore(text, start)) && /^的?(?:残疾|残障|身心)/.test(shortlyBehind(text, end))
}

/** The degree before the run of types that a type belongs to: 轻度智力、精神残疾. */
function severityBefore(text: string, words: readonly StatementWord[], at: number): Severity | null {
  for (let back = at; back > 0; back -= 1) {
    const [word, before] = [words[back], words[back - 1]]
    if (before?.kind === 'severity' && standsBeforeType(text, words, back - 1)) return before.severity
    if (!word || before?.kind !== 'types' || !joint.test(text.slice(before.end, word.start))) return null
  }
  return null
}

/** The run of types right before a degree: 智力、精神(轻度). */
function runBefore(text: string, words: readonly StatementWord[], at: number, all: readonly Draft[]): Draft[] {
  const ends: number[] = []
  for (let back = at; back > 0; back -= 1) {
    const [word, before] = [words[back], words[back - 1]]
    if (!word || before?.kind !== 'types' || (back < at && !joint.test(text.slice(before.end, word.start)))) break
    ends.push(before.end)
  }
  return all.filter(({ end }) => ends.includes(end))
}

function leftOut(text: string, words: readonly StatementWord[]): NamedType[] {
  const types = words.flatMap((word) => (word.kind === 'types' ? [word] : []))
  return types.flatMap((word, at) => {
    const last = runEnd(text, types, at)
    return exceptAfter.test(shortlyBehind(text, last)) || exceptBefore.test(shortlyBefore(text, runStart(text, types, at)))
      ? word.types
      : []
  })
}

type Stretch = { start: number; end: number }

function runEnd(text: string, types: readonly Stretch[], at: number): number {
  const [word, next] = [types[at], types[at + 1]]
  if (!word) return text.length
  return next && joint.test(text.slice(word.end, next.start)) && !/,/.test(text.slice(word.end, next.start))
    ? runEnd(text, types, at + 1)
    : word.end
}

function runStart(text: string, types: readonly Stretch[], at: number): number {
  const [word, before] = [types[at], types[at - 1]]
  if (!word) return 0
  return before && joint.test(text.slice(before.end, word.start)) && !/,/.test(text.slice(before.end, word.start))
    ? runStart(text, types, at - 1)
    : word.start
}

function union(one: readonly number[] | null, other: readonly number[] | null): readonly number[] | null {
  return one && other ? [...new Set([...one, ...other])].sort((a, b) => a - b) : (one ?? other)
}
