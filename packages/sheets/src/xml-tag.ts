import { SheetProblem } from './sheet-problem.ts'

/** An element as it opens; names without their prefix. */
export interface XmlTag {
  readonly name: string
  /** With its colon, so that it can be put before another name. */
  readonly prefix: string
  /** By their names as written, prefix and all. */
  readonly attributes: Readonly<Record<string, string>>
  readonly isSelfClosing: boolean
}

const nameForm = /^[a-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*/i
const attributeForm = /\s+([a-z_:\u0080-\uffff][\w:.\-\u0080-\uffff]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/iy
const maxAttributes = 128
const none: Readonly<Record<string, string>> = {}
const plainName = /^[a-zA-Z]+$/

/** The tag between `<` and `>` as a whole, and its name as written. */
export function readTag(body: string): { name: string; tag: XmlTag } {
  if (plainName.test(body)) return { name: body, tag: { name: body, prefix: '', attributes: none, isSelfClosing: false } }
  const name = nameForm.exec(body)?.[0] ?? ''
  const attributes: Record<string, string> = {}
  let at = name.length
  for (let count = 0; count <= maxAttributes; count += 1) {
    attributeForm.lastIndex = at
    const match = attributeForm.exec(body)
    if (!match) break
    const key = match[1] ?? ''
    if (Object.hasOwn(attributes, key) || key === '__proto__' || count === maxAttributes) throw damaged()
    attributes[key] = decodeReferences(match[2] ?? match[3] ?? '')
    at += match[0].length
  }
  const rest = body.slice(at).trimStart()
  if (name === '' || (rest !== '' && rest !== '/')) throw damaged()
  return { name, tag: { name: localName(name), prefix: prefixOf(name), attributes, isSelfClosing: rest === '/' } }
}

const named = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

/** The five references of XML and characters by number. Another one has no declaration, for there are none. */
export function decodeReferences(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(/&([^;&]{0,10});?/g, (reference, body: string) => {
    const character = reference.endsWith(';') ? (named.get(body) ?? characterOf(body)) : undefined
    if (character === undefined) throw damaged()
    return character
  })
}

function characterOf(body: string): string | undefined {
  const match = /^#(?:x([0-9a-f]+)|(\d+))$/.exec(body)
  if (!match) return undefined
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16)
  const isCharacter = (code >= 0x20 || [9, 10, 13].includes(code)) && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return isCharacter ? String.fromCodePoint(code) : undefined
}

/** An attribute whatever its prefix: `r:id` has another one in every program. */
export function attribute(tag: XmlTag, name: string): string | undefined {
  const own = tag.attributes[name]
  if (own !== undefined) return own
  return Object.entries(tag.attributes).find(([key]) => localName(key) === name)?.[1]
}

export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function prefixOf(name: string): string {
  return name.slice(0, name.indexOf(':') + 1)
}

export function damaged(): SheetProblem {
  return new SheetProblem('damaged', { found: 'xml' })
}
