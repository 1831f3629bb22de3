import type { AnswerTone } from './answer.ts'
import { SheetProblem } from './sheet-problem.ts'
import { startTag, type TextEdit, textEditor } from './text-edits.ts'
import { utf8Text, xmlReader } from './xml.ts'
import type { XmlTag } from './xml-tag.ts'
import { unpack, type ZipPart } from './zip-parts.ts'
import { packPart } from './zip-write.ts'

export interface ToneStyles {
  /** Of our own cells. */
  readonly own: Readonly<Record<AnswerTone, number>>
  /** Hers (by its index) in the colour of a tone; undefined where there is none. */
  readonly hers: (style: number, tone: AnswerTone) => number | undefined
}

/** The fills Excel itself uses for good, neutral and bad; black text on each is over 11:1. */
const fills: readonly (readonly [AnswerTone, string])[] = [
  ['good', 'FFC6EFCE'],
  ['ask', 'FFFFEB9C'],
  ['stop', 'FFFFC7CE'],
  ['aside', 'FFE7E6E6'],
]

const maxStylesBytes = 32 * 1_048_576
/** The tones that a cell of hers can have; of a workbook with more styles none of hers is coloured. */
const tonesOfCells = ['ask', 'stop'] as const
const maxColoured = 4_000

/** A list of the style sheet, as far as adding to it needs: its start tag, how many it holds, and where it ends. */
interface StyleList {
  readonly tag: XmlTag
  readonly start: { readonly start: number; readonly end: number }
  count: number
  end: number
  /** Where each item stands. */
  readonly items: { start: number; end: number }[]
}

/**
 * The workbook's styles with four of ours behind hers, and on demand each of hers in two colours, and their indexes. Null when the part has no lists to add to; the words then stand
 * without colour.
 */
export async function addToneStyles(part: ZipPart | null, coloursHers: boolean): Promise<{ part: ZipPart; styles: ToneStyles } | null> {
  if (!part) return null
  if (part.size > maxStylesBytes) throw new SheetProblem('zip_bomb', { limit: maxStylesBytes })
  const { text, lists } = await readLists(part)
  const fillList = lists.get('fills')
  const styleList = lists.get('cellXfs')
  if (!fillList || !styleList) return null
  const { prefix } = styleList.tag
  const hers = coloursHers && styleList.count <= maxColoured ? styleList.items : []
  const coloured = tonesOfCells.flatMap((tone) => {
    const fill = fillList.count + fills.findIndex(([name]) => name === tone)
    return hers.map(({ start, end }) => withFill(text.slice(start, end), fill))
  })
  const edits = [
    ...append(
      fillList,
      fills.map(([, colour]) => fillXml(prefix, colour)),
    ),
    ...append(styleList, [...fills.map((_, index) => styleXml(prefix, fillList.count + index)), ...coloured]),
  ].sort((a, b) => a.start - b.start)
  const editor = textEditor()
  editor.hold(text)
  const own = Object.fromEntries(fills.map(([tone], index) => [tone, styleList.count + index])) as Record<AnswerTone, number>
  const first = styleList.count + fills.length
  const styles: ToneStyles = {
    own,
    hers: (style, tone) => {
      const place = tonesOfCells.findIndex((one) => one === tone)
      return place < 0 || hers[style] === undefined ? undefined : first + place * hers.length + style
    },
  }
  return { part: packPart(part.name, editor.release(edits, text.length)), styles }
}

/** A style of hers that differs in its fill alone. */
function withFill(xf: string, fillId: number): string {
  const bare = xf.replace(/^(<[^>]*?)\s(?:fillId|applyFill)\s*=\s*(?:"[^"]*"|'[^']*')/, '$1')
  const plain = bare.replace(/^(<[^>]*?)\s(?:fillId|applyFill)\s*=\s*(?:"[^"]*"|'[^']*')/, '$1')
  return plain.replace(/^<[\w:.-]+/, (name) => `${name} fillId="${fillId}" applyFill="1"`)
}

async function readLists(part: ZipPart): Promise<{ text: string; lists: ReadonlyMap<string, StyleList> }> {
  const lists = new Map<string, StyleList>()
  const path: string[] = []
  const reader = xmlReader({
    open: (tag, start) => {
      const list = lists.get(path.at(-1) ?? '')
      if (list && list.end === 0) {
        list.count += 1
        list.items.push({ start: start.start, end: start.end })
      }
      path.push(tag.name)
      if (path.length === 2 && !tag.isSelfClosing && (tag.name === 'fills' || tag.name === 'cellXfs'))
        lists.set(tag.name, { tag, start, count: 0, end: 0, items: [] })
    },
    close: (name, { start, end }) => {
      path.pop()
      const item = lists.get(path.at(-1) ?? '')?.items.at(-1)
      if (item && path.length === 2) item.end = end
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
