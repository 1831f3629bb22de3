import { createHash } from 'node:crypto'

/** Words that must be found nowhere, by the name under which a report speaks of them. */
export type Canaries = Readonly<Record<string, string>>

export interface Leak {
  canary: string
  /** In which form it was found: `plain`, `hex`, `base64`, `sha256 hex` … */
  form: string
}

export interface CanarySearch {
  /** Every canary that stands in these bytes in any form. */
  in(content: string | Uint8Array): Leak[]
}

interface Spelling extends Leak {
  bytes: Buffer
}

const hashes = ['md5', 'sha1', 'sha256', 'sm3'] as const
// A form shorter than this stands in any large file by chance.
const shortestForm = 4
const special = /[.*+?^${}()|[\]\\/]/g

/**
 * Searches for words as they could lie in a dump, a log, a heap or a job: plain, in capitals and small letters, reversed, as UTF-16, hex, base64 (at
 * each of its three offsets), URL-encoded, JSON-escaped, and hashed without a key.
 */
export function canarySearch(canaries: Canaries): CanarySearch {
  const spellings = Object.entries(canaries).flatMap(([canary, value]) => spellingsOf(canary, value))
  // One look at each byte instead of one for every form: a data directory has some hundred megabytes.
  const anyForm = new RegExp(spellings.map((spelling) => spelling.bytes.toString('latin1').replace(special, String.raw`\$&`)).join('|'))
  return {
    in: (content) => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content.buffer, content.byteOffset, content.byteLength)
      if (!anyForm.test(bytes.toString('latin1'))) return []
      return spellings.filter((spelling) => bytes.includes(spelling.bytes)).map(({ canary, form }) => ({ canary, form }))
    },
  }
}

function spellingsOf(canary: string, value: string): Spelling[] {
  const forms: [form: string, bytes: Buffer | string][] = [
    ['plain', value],
    ['small letters', value.toLowerCase()],
    ['capitals', value.toUpperCase()],
    ['reversed', Array.from(value).toReversed().join('')],
    ['utf-16', Buffer.from(value, 'utf16le')],
    ['url', encodeURIComponent(value)],
    ['json', escaped(value)],
    ...encodings('', Buffer.from(value)),
    ...hashes.flatMap((name) => encodings(`${name} `, createHash(name).update(value).digest())),
  ]
  const known = new Set<string>()
  return forms
    .map(([form, bytes]) => ({ canary, form, bytes: Buffer.from(bytes) }))
    .filter(({ bytes }) => {
      const key = bytes.toString('latin1')
      return bytes.length >= shortestForm && !known.has(key) && known.add(key)
    })
}

function encodings(prefix: string, bytes: Buffer): [form: string, bytes: string | Buffer][] {
  const inner = (encoding: 'base64' | 'base64url', offset: number): string => {
    // What does not change whatever stands before and after: full groups of six bits.
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString(encoding)
      .replace(/=+$/, '')
    const from = Math.ceil((offset * 8) / 6)
    const to = Math.floor(((offset + bytes.length) * 8) / 6)
    return text.slice(from, to)
  }
  return [
    [`${prefix}hex`, bytes.toString('hex')],
    [`${prefix}HEX`, bytes.toString('hex').toUpperCase()],
    ...[0, 1, 2].flatMap((offset): [string, string | Buffer][] => [
      [`${prefix}base64`, inner('base64', offset)],
      [`${prefix}base64url`, inner('base64url', offset)],
    ]),
    ...(prefix === '' ? [] : [[`${prefix}raw`, bytes] satisfies [string, Buffer]]),
  ]
}

function escaped(value: string): string {
  return JSON.stringify(value)
    .slice(1, -1)
    .replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
