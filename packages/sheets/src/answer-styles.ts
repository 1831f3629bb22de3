import type { AnswerTone } from './answer.ts'
import { SheetProblem } from './sheet-problem.ts'
import { startTag, type TextEdit, textEditor } from './text-edits.ts'
import { utf8Text, xmlReader } from './xml.ts'
import type { XmlTag } from './xml-tag.ts'
import { unpack, type ZipPart } from './zip-parts.ts'
import { packPart } from './zip-write.ts'

export type ToneStyles = Readonly<Record<AnswerTone, number>>

/** The fills Excel itself uses for good, neutral and bad; black text on each is over 11:1. */
const fills: readonly (readonly [AnswerTone, string])[] = [
  ['good', 'FFC6EFCE'],
  ['ask', 'FFFFEB9C'],
  ['stop', 'FFFFC7CE'],
  ['aside', 'FFE7E6E6'],
]

const maxStylesBytes = 32 * 1_048_576

/** A list of the style sheet, as far as adding to it needs: its start tag, how many it holds, and where it ends. */
interface StyleList {
  readonly tag: XmlTag
  readonly start: { readonly start: number; readonly end: number }
  count: number
  end: number
}

/**
 * The workbook's styles with four of ours behind hers, and their indexes. Null when the part has no lists to add to; the words then stand
 * without colour.
 */
export async function addToneStyles(part: ZipPart | null): Promise<{ part: ZipPart; styles: ToneStyles } | null> {
  if (!part) return null
  if (part.size > maxStylesBytes) throw new SheetProblem('zip_bomb', { limit: maxStylesBytes })
  const { text, lists } = await readLists(part)
  const fillList = lists.get('fills')
  const styleList = lists.get('cellXfs')
  if (!fillList || !styleList) return null
  const { prefix } = styleList.tag
  const edits = [
    ...append(
      fillList,
      fills.map(([, colour]) => fillXml(prefix, colour)),
    ),
    ...append(
      styleList,
      fills.map((_, index) => styleXml(prefix, fillList.count + index)),
    ),
  ].sort((a, b) => a.start - b.start)
  const editor = textEditor()
  editor.hold(text)
  const styles = Object.fromEntries(fills.map(([tone], index) => [tone, styleList.count + index])) as Record<AnswerTone, number>
  return { part: packPart(part.name, editor.release(edits, text.length)), styles }
}

async function readLists(part: ZipPart): Promise<{ text: string; lists: ReadonlyMap<string, StyleList> }> {
  const lists = new Map<string, StyleList>()
  const path: string[] = []
  const reader = xmlReader({
    open: (tag, start) => {
      const list = lists.get(path.at(-1) ?? '')
      if (list && list.end === 0) list.count += 1
      path.push(tag.name)
      if (path.length === 2 && !tag.isSelfClosing && (tag.name === 'fills' || tag.name === 'cellXfs'))
        lists.set(tag.name, { tag, start, count: 0, end: 0 })
    },
    close: (name, { start }) => {
      path.pop()
      const list = lists.get(name)
      if (list && path.length === 1) list.end = start
    },
  })
  let text = ''
  for await (const piece of utf8Text(unpack(part))) {
    text += piece
    reader.write(piece)
  }
  reader.end()
  return { text, lists }
}

function append({ tag, start, count, end }: StyleList, added: readonly string[]): TextEdit[] {
  return [
    { ...start, text: startTag(tag, { count: String(count + added.length) }, false) },
    { start: end, end, text: added.join('') },
  ]
}

function fillXml(prefix: string, colour: string): string {
  const inner = `<${prefix}fgColor rgb="${colour}"/><${prefix}bgColor indexed="64"/>`
  return `<${prefix}fill><${prefix}patternFill patternType="solid">${inner}</${prefix}patternFill></${prefix}fill>`
}

/** Format 49 is text, so that what is typed over it later stays one too. */
function styleXml(prefix: string, fillId: number): string {
  const attributes = `numFmtId="49" fontId="0" fillId="${fillId}" borderId="0" applyNumberFormat="1" applyFill="1" applyAlignment="1"`
  return `<${prefix}xf ${attributes}><${prefix}alignment vertical="top" wrapText="1"/></${prefix}xf>`
}
