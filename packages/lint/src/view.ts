import { type FoldedText, foldText, type Span, spanOf } from '@zhihe/vocabulary/fold-text'
import { rememberingAll } from '@zhihe/vocabulary/remembering'
import { type DeepText, foldDeep } from './fold-deep.ts'
import { type FieldRole, sectionsOf } from './sections.ts'

/** One text of a posting as the rules see it. */
export interface TextView {
  field: string
  role: FieldRole
  /** Where the section begins in the text of the field. */
  offset: number
  /** Folded: no white space, simplified, half-width, lower case. */
  text: string
  /** True where a word was uncovered; null in a text read as it stands. */
  changed: readonly boolean[] | null
  folded: FoldedText
}

/** The texts the rules read, section by section: each as it stands, and once more without its disguises where it has any. */
export function viewsOf(texts: Readonly<Record<string, string | undefined>>): TextView[] {
  return Object.entries(texts).flatMap(([field, given]) => (given === undefined || given.trim() === '' ? [] : viewsOfField(field, given)))
}

const viewsOfField = rememberingAll((field: string, given: string): TextView[] =>
  sectionsOf(field, given).flatMap(({ role, offset, text }) => {
    const folded = foldText(text)
    const plain: TextView = { field, role, offset, text: folded.text, changed: null, folded }
    const deep: DeepText | null = foldDeep(folded)
    return deep === null ? [plain] : [plain, { field, role, offset, text: deep.text, changed: deep.changed, folded: deep }]
  }),
)

export function spanIn(view: TextView, start: number, end: number): Span {
  const span = spanOf(view.folded, start, end)
  return { start: view.offset + span.start, end: view.offset + span.end }
}

/** Whether the words there were hidden: only then does a find in the uncovered text count. */
export function isUncovered({ changed }: TextView, start: number, end: number): boolean {
  return changed === null || changed.slice(start, end).some(Boolean)
}

/** Whether white space or the end of the text stands before this place in the given text. */
export function isSpaced({ folded }: TextView, at: number): boolean {
  const place = folded.places[at]
  return place === undefined || place === 0 || place >= folded.given.length || /\s/.test(folded.given.charAt(place - 1))
}
