import { createHash, randomBytes } from 'node:crypto'

const prefix = 'zk_'
const pattern = /^zk_[A-Za-z0-9_-]{43}$/

/** A new key: `zk_` and 32 random bytes in base64url. Shown once; only its hash is kept. */
export function newToken(): string {
  return prefix + randomBytes(32).toString('base64url')
}

export function isToken(text: string): boolean {
  return pattern.test(text)
}

/** SHA-256. Looking a key up by this hash takes the same time whatever the caller guessed. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
