import { SheetProblem } from './sheet-problem.ts'

export type SourceKind = 'xlsx' | 'xls' | 'csv' | 'ndjson' | 'json_array' | 'json_document'

export interface SourceHints {
  /** The file's name as the organiser gave it; only its ending is looked at. */
  readonly name?: string | undefined
  readonly contentType?: string | undefined
}

const magics: readonly (readonly [string, 'xlsx' | 'xls' | { readonly found: string }])[] = [
  ['504b0304', 'xlsx'],
  ['504b0506', 'xlsx'],
  ['d0cf11e0a1b11ae1', 'xls'],
  ['25504446', { found: 'PDF' }],
  ['89504e47', { found: 'PNG' }],
  ['ffd8ff', { found: 'JPEG' }],
  ['1f8b', { found: 'gzip' }],
  ['377abcaf271c', { found: '7z' }],
  ['526172211a07', { found: 'RAR' }],
]

/**
 * What a file is, by its first bytes; the name decides only between kinds of text. Throws `empty_file`, `unknown_type`, or `not_a_workbook` for a
 * web page or XML called `.xls`, as many systems export it.
 */
export function sniff(head: Buffer, { name = '', contentType = '' }: SourceHints): SourceKind {
  if (head.length === 0) throw new SheetProblem('empty_file')
  const hex = head.subarray(0, 8).toString('hex')
  const known = magics.find(([magic]) => hex.startsWith(magic))?.[1]
  if (typeof known === 'string') return known
  if (known) throw new SheetProblem('unknown_type', known)
  return sniffText(head, `${extensionOf(name)} ${contentType.toLowerCase()}`)
}

function sniffText(head: Buffer, hint: string): SourceKind {
  const isUtf16 = head.subarray(0, 2).equals(Buffer.from([0xff, 0xfe])) || head.subarray(0, 2).equals(Buffer.from([0xfe, 0xff]))
  if (isUtf16) return 'csv'
  if (head.includes(0)) throw new SheetProblem('unknown_type')
  const text = head
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
  if (/^<(\?xml|!doctype|html|table|head|meta|workbook|style)/i.test(text)) throw new SheetProblem('not_a_workbook', { found: 'HTML/XML' })
  if (/\b(csv|tsv|tab-separated)/.test(hint)) return 'csv'
  if (/ndjson|jsonl(?!d)/.test(hint)) return 'ndjson'
  if (text === '') throw new SheetProblem('empty_file')
  if (text.startsWith('[') && isJsonArray(text)) return 'json_array'
  if (text.startsWith('{')) return sniffObjects(text)
  if (/json/.test(hint)) throw new SheetProblem('invalid_json')
  return 'csv'
}

/** A table may begin with `[` too: an array goes on with a value or its end. */
function isJsonArray(text: string): boolean {
  return /^\[\s*([[{"\]\d-]|true|false|null|$)/.test(text)
}

/** Objects line by line when the first line is one by itself and another begins behind it. */
function sniffObjects(text: string): SourceKind {
  const lineEnd = text.search(/[\r\n]/)
  if (lineEnd < 0) return 'json_document'
  const isWhole = isJson(text.slice(0, lineEnd))
  const next = text.slice(lineEnd).trimStart()[0]
  return isWhole && next !== undefined ? 'ndjson' : 'json_document'
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function extensionOf(name: string): string {
  return /\.([a-z0-9]{1,8})$/i.exec(name.trim())?.[1]?.toLowerCase() ?? ''
}
