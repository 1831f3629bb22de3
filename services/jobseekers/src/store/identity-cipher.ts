import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { PlainIdentity } from '../domain/identity.ts'

export interface IdentityKeys {
  /** Encrypts; the id is kept beside every row. */
  identityKey: { id: string; key: Buffer }
  /** Finds a person by number without knowing the number. */
  identityHashKey: Buffer
}

/** Whose identity it is: a row that was copied to another person or tenant does not open. */
export interface IdentityOwner {
  jobseekerId: string
  tenantId: string
}

export interface SealedIdentity {
  keyId: string
  suite: 'aes-256-gcm'
  nonce: Buffer
  /** The tag is its last 16 bytes. */
  ciphertext: Buffer
}

const suite = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

const plainIdentity = z.strictObject({
  name: z.string(),
  idNumber: z.string().nullable(),
  certificateNumber: z.string().nullable(),
  phone: z.string(),
})

export function sealIdentity(identity: PlainIdentity, owner: IdentityOwner, { identityKey }: IdentityKeys): SealedIdentity {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(suite, identityKey.key, nonce, { authTagLength: tagBytes }).setAAD(bindingOf(owner))
  const ciphertext = Buffer.concat([cipher.update(JSON.stringify(identity)), cipher.final(), cipher.getAuthTag()])
  return { keyId: identityKey.id, suite, nonce, ciphertext }
}

/** Throws when the row is under another key, was changed, or belongs to another owner. */
export function openIdentity(
  { keyId, nonce, ciphertext }: SealedIdentity,
  owner: IdentityOwner,
  { identityKey }: IdentityKeys,
): PlainIdentity {
  if (keyId !== identityKey.id) throw new Error(`an identity is sealed with key ${keyId}, which is not configured`)
  try {
    const decipher = createDecipheriv(suite, identityKey.key, nonce, { authTagLength: tagBytes })
      .setAAD(bindingOf(owner))
      .setAuthTag(ciphertext.subarray(-tagBytes))
    const text = Buffer.concat([decipher.update(ciphertext.subarray(0, -tagBytes)), decipher.final()])
    return plainIdentity.parse(JSON.parse(text.toString()))
  } catch (cause) {
    throw new Error('opening an identity', { cause })
  }
}

/** HMAC-SHA256: a bare hash of a number that has so few possible values could be turned back in an hour. */
export function hashNumber(number: string, { identityHashKey }: IdentityKeys): Buffer {
  return createHmac('sha256', identityHashKey).update(number).digest()
}

/** Tells hash keys apart; the key itself has no name. */
export function hashKeyId({ identityHashKey }: IdentityKeys): string {
  return createHmac('sha256', identityHashKey).update('key id').digest('hex').slice(0, 8)
}

function bindingOf({ jobseekerId, tenantId }: IdentityOwner): Buffer {
  return Buffer.from(`${jobseekerId} ${tenantId}`)
}
