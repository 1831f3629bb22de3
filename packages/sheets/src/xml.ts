import { SheetProblem } from './sheet-problem.ts'
import { damaged, decodeReferences, localName, readTag, type XmlTag } from './xml-tag.ts'

/** Where the markup that is being told stands in the whole text, in UTF-16 units; end exclusive. */
export interface XmlSpan {
  readonly start: number
  readonly end: number
}

export interface XmlHandler {
  readonly open?: (tag: XmlTag, span: XmlSpan) => void
  /** Also told right after a self-closing tag opened, with the same span. */
  readonly close?: (name: string, span: XmlSpan) => void
  /** May come in several pieces. */
  readonly text?: (text: string) => void
}

export interface XmlReader {
  write: (text: string) => void
  /** Throws `damaged` when an element is still open or there was none. */
  end: () => void
}

const maxDepth = 64
const maxMarkup = 65_536

/** What runs on until its end mark, and whether it is text. */
interface Run {
  readonly mark: string
  readonly isText: boolean
}
const comment: Run = { mark: '-->', isText: false }
const instruction: Run = { mark: '?>', isText: false }
const cdata: Run = { mark: ']]>', isText: true }

/**
 * Reads the XML of a workbook as it comes: elements, attributes, text, CDATA. It is no general parser: a document type is refused where it begins,
 * so that there is no entity to expand and nothing to fetch, and every held piece is bounded. Three times as fast as a general one over the
 * millions of tags of a large sheet, and held to the verdicts of one in its test. Throws `SheetProblem`.
 */
export function xmlReader(handler: XmlHandler): XmlReader {
  const elements = openElements(handler)
  let held = ''
  let offset = 0
  let run: Run | null = null

  const runOn = (at: number, { mark, isText }: Run): number => {
    const end = held.indexOf(mark, at)
    const stop = end < 0 ? Math.max(at, held.length - mark.length + 1) : end
    if (isText && stop > at) handler.text?.(held.slice(at, stop))
    if (mark === comment.mark && held.slice(at, stop + 1).includes('--')) throw damaged()
    if (end < 0) return stop
    run = null
    return end + mark.length
  }
  /** Reads as far as it can and gives where it stopped. */
  const advance = (): number => {
    let at = 0
    for (;;) {
      if (run) {
        at = runOn(at, run)
        if (run) return at
      }
      const next = held.indexOf('<', at)
      const end = next < 0 ? endOfWholeText(held, at) : next
      if (end > at) elements.text(held.slice(at, end))
      if (next < 0) return end
      const markup = readMarkup({ held, at: next, offset }, elements)
      if (!markup && held.length - next > maxMarkup) throw damaged()
      if (!markup) return next
      ;({ run } = markup)
      at = markup.end
    }
  }

  return {
    write: (text) => {
      held += text
      const stop = advance()
      held = held.slice(stop)
      offset += stop
    },
    end: () => {
      if (held !== '' || run || !elements.isComplete()) throw damaged()
    },
  }
}

/** Tells the markup that begins at `at` and gives where it ends and what it opens; null when it is not complete. */
function readMarkup(
  { held, at, offset }: { held: string; at: number; offset: number },
  elements: ReturnType<typeof openElements>,
): { end: number; run: Run | null } | null {
  const second = held[at + 1]
  if (second === '?') return { end: at + 2, run: instruction }
  if (second === '!') {
    const end = declaration(held, at)
    if (end?.run.isText) elements.text('')
    return end
  }
  const end = second === '/' ? held.indexOf('>', at) + 1 : endOfTag(held, at)
  if (end <= 0) return null
  const span = { start: offset + at, end: offset + end }
  if (second === '/') elements.close(held.slice(at + 2, end - 1).trimEnd(), span)
  else elements.open(held.slice(at + 1, end - 1), span)
  return { end, run: null }
}

/** Null while it cannot be told yet. Anything but a comment or CDATA declares what we do not read. */
function declaration(held: string, at: number): { run: Run; end: number } | null {
  if (held.startsWith('<!--', at)) return { run: comment, end: at + 4 }
  if (held.startsWith('<![CDATA[', at)) return { run: cdata, end: at + 9 }
  const begun = held.slice(at)
  if ('<!--'.startsWith(begun) || '<![CDATA['.startsWith(begun)) return null
  throw new SheetProblem('entities_refused')
}

const quote = 0x22
const apostrophe = 0x27
const greater = 0x3e

/** Behind the `>` that ends the tag, quoted ones passed over; -1 when it is not there yet. */
function endOfTag(held: string, from: number): number {
  for (let at = from + 1; at < held.length; at += 1) {
    const code = held.charCodeAt(at)
    if (code === greater) return at + 1
    if (code !== quote && code !== apostrophe) continue
    at = held.indexOf(code === quote ? '"' : "'", at + 1)
    if (at < 0) return -1
  }
  return -1
}

/** A reference that is cut waits for its end. */
function endOfWholeText(held: string, from: number): number {
  const reference = held.lastIndexOf('&')
  return reference >= from && held.length - reference < 12 && !held.includes(';', reference) ? reference : held.length
}

/** Keeps the elements that are open, as a well-formed document nests them. */
function openElements(handler: XmlHandler) {
  const open: string[] = []
  let hasRoot = false
  const close = (name: string, span: XmlSpan) => {
    if (open.pop() !== name) throw damaged()
    handler.close?.(localName(name), span)
  }
  return {
    open: (body: string, span: XmlSpan) => {
      if (open.length === 0 && hasRoot) throw damaged()
      hasRoot = true
      const { name, tag } = readTag(body)
      open.push(name)
      if (open.length > maxDepth) throw new SheetProblem('too_deep', { limit: maxDepth })
      handler.open?.(tag, span)
      if (tag.isSelfClosing) close(name, span)
    },
    close,
    text: (text: string) => {
      const decoded = decodeReferences(text)
      if (open.length > 0) handler.text?.(decoded)
      else if (text === '' || /[^ \t\r\n\ufeff]/.test(text)) throw damaged()
    },
    isComplete: () => hasRoot && open.length === 0,
  }
}

/** Text in, whatever the pieces cut through. Throws `damaged` for what is not UTF-8, which is the only encoding office programs write. */
export async function* utf8Text(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    for await (const piece of pieces) yield decoder.decode(piece, { stream: true })
    yield decoder.decode()
  } catch (cause) {
    throw cause instanceof SheetProblem ? cause : new SheetProblem('damaged', { found: 'xml', cause })
  }
}

export async function readXml(pieces: AsyncIterable<Uint8Array>, handler: XmlHandler): Promise<void> {
  const reader = xmlReader(handler)
  for await (const text of utf8Text(pieces)) reader.write(text)
  reader.end()
}
