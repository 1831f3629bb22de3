import { randomBytes } from 'node:crypto'

const bytes = 32

/** Nobody guesses it: 256 random bits. */
export function newReceipt(): string {
  return `dr_${randomBytes(bytes).toString('base64url')}`
}
