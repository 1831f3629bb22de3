import { randomBytes } from 'node:crypto'
import type { IdentityKeys } from './identity-keys.ts'
import { openBytes, type SealedBytes, type Suite, sealBytes } from './suites.ts'

/** Whose upload it is: a piece that was copied to another import, tenant or place does not open. */
export interface UploadOwner {
  importId: string
  tenantId: string
}

/** A key of its own for each upload, in the clear. It is never written anywhere. */
export interface UploadKey {
  owner: UploadOwner
  suite: Suite
  key: Buffer
}

/** The same as it is kept: wrapped under a key-encryption key. */
export interface WrappedUploadKey extends UploadOwner {
  kekId: string
  suite: Suite
  nonce: Buffer
  wrapped: Buffer
}

const keyBytes = 32
const nonceBytesOf: Record<Suite, number> = { 'aes-256-gcm': 12, 'sm4-ctr-hmac-sm3': 16 }

export function createUploadKey(owner: UploadOwner, { wrapping, suite }: IdentityKeys): { key: UploadKey; wrapped: WrappedUploadKey } {
  const key = randomBytes(keyBytes)
  const { id: kekId, key: kek } = wrapping.current
  const sealed = sealBytes(key, suite, { key: kek, binding: bindingOf(owner, 'upload key') })
  return { key: { owner, suite, key }, wrapped: { ...owner, kekId, suite, nonce: sealed.nonce, wrapped: sealed.ciphertext } }
}

/** Throws when the wrap was changed or is another upload's, and `KeyMissingError` when its key-encryption key is not configured. */
export function unwrapUploadKey(
  { importId, tenantId, kekId, suite, nonce, wrapped }: WrappedUploadKey,
  { wrapping }: IdentityKeys,
): UploadKey {
  const owner = { importId, tenantId }
  const kek = wrapping.byId(kekId).key
  return { owner, suite, key: openBytes({ suite, nonce, ciphertext: wrapped }, { key: kek, binding: bindingOf(owner, 'upload key') }) }
}

/** The same key under the current key-encryption key; null when it stands under it already. For whoever rotates keys. */
export function rewrapUploadKey(given: WrappedUploadKey, keys: IdentityKeys): WrappedUploadKey | null {
  const { id: kekId, key: kek } = keys.wrapping.current
  if (given.kekId === kekId) return null
  const { owner, suite, key } = unwrapUploadKey(given, keys)
  const sealed = sealBytes(key, suite, { key: kek, binding: bindingOf(owner, 'upload key') })
  return { ...owner, kekId, suite, nonce: sealed.nonce, wrapped: sealed.ciphertext }
}

/** Nonce, ciphertext and tag in one. */
export function sealPiece(plain: Buffer, piece: number, { owner, suite, key }: UploadKey): Buffer {
  const { nonce, ciphertext } = sealBytes(plain, suite, { key, binding: bindingOf(owner, `upload piece ${piece}`) })
  return Buffer.concat([nonce, ciphertext])
}

/** Throws for a piece of another place, import or tenant, and for one of which a bit was changed. */
export function openPiece(sealed: Buffer, piece: number, { owner, suite, key }: UploadKey): Buffer {
  const at = nonceBytesOf[suite]
  const bytes: SealedBytes = { suite, nonce: sealed.subarray(0, at), ciphertext: sealed.subarray(at) }
  return openBytes(bytes, { key, binding: bindingOf(owner, `upload piece ${piece}`) })
}

function bindingOf({ importId, tenantId }: UploadOwner, what: string): string {
  return `${importId} ${tenantId} ${what}`
}
