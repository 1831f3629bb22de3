import type { XmlTag } from './xml-tag.ts'
import { xmlText } from './xml-text.ts'

/** Puts `text` in the place of what stands from `start` to `end`, in UTF-16 units of the whole. */
export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** Applies edits, which come in order and do not overlap, to a text that arrives in pieces. */
export function textEditor() {
  let held = ''
  let heldFrom = 0
  return {
    hold: (text: string) => {
      held += text
    },
    /** What is settled up to `until`, edited; the edits must lie in front of it. */
    release: (edits: readonly TextEdit[], until: number): string => {
      let out = ''
      let at = heldFrom
      for (const { start, end, text } of edits) {
        out += held.slice(at - heldFrom, start - heldFrom) + text
        at = end
      }
      const upTo = Math.max(at, until)
      out += held.slice(at - heldFrom, upTo - heldFrom)
      held = held.slice(upTo - heldFrom)
      heldFrom = upTo
      return out
    },
  }
}

/** A start tag as it was, with some attributes set or, by undefined, left out. */
export function startTag(tag: XmlTag, changes: Readonly<Record<string, string | undefined>>, isSelfClosing: boolean): string {
  const attributes = Object.entries({ ...tag.attributes, ...changes }).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const written = attributes.map(([name, value]) => ` ${name}="${xmlText(value)}"`).join('')
  return `<${tag.prefix}${tag.name}${written}${isSelfClosing ? '/' : ''}>`
}
