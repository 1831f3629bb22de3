import { z } from 'zod'

const longest = 4_096
const shape = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/
const utf8 = new TextDecoder('utf-8', { fatal: true })

const absent = z.never().optional()
// No key or address of one in the token itself, no critical extension. What else an issuer may add is read by nobody.
const header = z.object({
  alg: z.string(),
  kid: z.string().min(1).max(128),
  typ: z.enum(['JWT', 'at+jwt', 'application/at+jwt']).optional(),
  crit: absent,
  jku: absent,
  jwk: absent,
  x5u: absent,
  x5c: absent,
  b64: absent,
  zip: absent,
  enc: absent,
})

/** Whether a text looks like a signed token that is worth asking the issuer's keys for; every key comes once in it. */
export function isPlainToken(token: string): boolean {
  if (token.length > longest || !shape.test(token)) return false
  const [head = '', body = ''] = token.split('.')
  return header.safeParse(readOnce(head)).success && readOnce(body) !== undefined
}

/** The object that a part holds; undefined when it is none, or when a key comes twice, of which readers may take different ones. */
function readOnce(part: string): object | undefined {
  try {
    const text = utf8.decode(Buffer.from(part, 'base64url'))
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    // Every string from the left, so that a quote begins one: those with a colon behind them are keys.
    const written = [...text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined)
    return countKeys(value) === written.length ? value : undefined
  } catch {
    return undefined
  }
}

function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const own = Array.isArray(value) ? 0 : Object.keys(value).length
  return Object.values(value).reduce<number>((sum, child) => sum + countKeys(child), own)
}
