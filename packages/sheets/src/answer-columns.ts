import { startTag } from './text-edits.ts'
import type { XmlSpan } from './xml.ts'
import type { XmlTag } from './xml-tag.ts'

/** How a part of a sheet's writer changes the text. */
export interface Edits {
  readonly edit: (span: XmlSpan, text: string) => void
  readonly insert: (at: number, text: string) => void
}

/** In characters of the standard font. */
export const explanationWidth = 60
const widths = [22, explanationWidth] as const

/**
 * Gives our two columns (from `column`, counted from 0) their widths among the `col` elements of a sheet, which stand in order and may each
 * reach over many columns: one that reaches over ours is cut around them.
 */
export function answerColumns(column: number, { edit, insert }: Edits) {
  const first = column + 1
  const last = column + widths.length
  let isWritten = false
  let prefixOfList = ''

  const own = (prefix: string): string => {
    if (isWritten) return ''
    isWritten = true
    return widths
      .map((width, index) => `<${prefix}col min="${first + index}" max="${first + index}" width="${width}" customWidth="1"/>`)
      .join('')
  }
  const aroundOurs = (tag: XmlTag, span: XmlSpan) => {
    const min = Number(tag.attributes['min'])
    const max = Number(tag.attributes['max'])
    if (max < first || !tag.isSelfClosing) return
    if (min > last) return insert(span.start, own(tag.prefix))
    const before = min < first ? startTag(tag, { max: String(first - 1) }, true) : ''
    const behind = max > last ? startTag(tag, { min: String(last + 1) }, true) : ''
    edit(span, before + own(tag.prefix) + behind)
  }
  return {
    open: (tag: XmlTag, span: XmlSpan) => {
      const list = (prefix: string) => `<${prefix}cols>${own(prefix)}</${prefix}cols>`
      if (tag.name === 'col') aroundOurs(tag, span)
      else if (tag.name === 'cols' && tag.isSelfClosing) edit(span, list(tag.prefix))
      else if (tag.name === 'cols') prefixOfList = tag.prefix
      else if (tag.name === 'sheetData' && !isWritten) insert(span.start, list(tag.prefix))
    },
    close: (name: string, { start }: XmlSpan) => {
      if (name === 'cols' && !isWritten) insert(start, own(prefixOfList))
    },
  }
}
