import { randomBytes } from 'node:crypto'
import { type PlainIdentity, plainIdentity } from '../domain/plain-identity.ts'
import type { IdentityKeys } from './identity-keys.ts'
import { openBytes, type SealedBytes, type Suite, sealBytes } from './suites.ts'

/** Whose identity it is: a row that was copied to another person or tenant does not open. */
export interface IdentityOwner {
  jobseekerId: string
  tenantId: string
}

/** A key that is sealed under a key-encryption key. */
export interface WrappedKey extends SealedBytes {
  kekId: string
}

/** A row of vault.identities: who somebody is. `keyId` is null when it lies under her own data key, else the key-encryption key it lies under. */
export interface SealedIdentity {
  keyId: string | null
  suite: Suite
  nonce: Buffer
  ciphertext: Buffer
}

/** An identity and the data key it lies under, each as it is kept. */
export interface Envelope {
  identity: SealedIdentity
  dataKey: WrappedKey
}

/** What is found of a person: rows of before decision 019 have no data key. */
export interface FoundEnvelope {
  identity: SealedIdentity
  dataKey: WrappedKey | null
}

const dataKeyBytes = 32

/**
 * Seals an identity under the data key `known`, which stays hers for life: an older copy of the vault opens with the keys of today, as long as she
 * has not been erased. Without one, under a fresh key.
 */
export function sealIdentity(identity: PlainIdentity, owner: IdentityOwner, keys: IdentityKeys, known: WrappedKey | null = null): Envelope {
  const dataKey = known === null ? randomBytes(dataKeyBytes) : unwrapKey(known, keyBindingOf(owner), keys)
  const sealed = sealBytes(Buffer.from(JSON.stringify(identity)), keys.suite, { key: dataKey, binding: bindingOf(owner) })
  return { identity: { keyId: null, ...sealed }, dataKey: wrapKey(dataKey, keyBindingOf(owner), keys) }
}

/** Throws when anything was changed or belongs to another owner, and `KeyMissingError` when its key is not configured. Call it through opening.ts alone. */
export function openIdentity({ identity, dataKey }: FoundEnvelope, owner: IdentityOwner, keys: IdentityKeys): PlainIdentity {
  const key = identity.keyId === null ? openDataKey(dataKey, owner, keys) : keys.wrapping.byId(identity.keyId).key
  try {
    return plainIdentity.parse(JSON.parse(openBytes(identity, { key, binding: bindingOf(owner) }).toString()))
  } catch {
    // Without its cause: what a parser says of a text may quote the text.
    throw new Error('opening an identity')
  }
}

/** The same data key under the current key-encryption key, in the current suite. */
export function rewrapDataKey(wrapped: WrappedKey, owner: IdentityOwner, keys: IdentityKeys): WrappedKey {
  return wrapKey(unwrapKey(wrapped, keyBindingOf(owner), keys), keyBindingOf(owner), keys)
}

/** Seals a key of 32 bytes under the current key-encryption key. `binding` says what it is for: it opens for nothing else. */
export function wrapKey(key: Buffer, binding: string, keys: IdentityKeys): WrappedKey {
  const kek = keys.wrapping.current
  return { kekId: kek.id, ...sealBytes(key, keys.suite, { key: kek.key, binding }) }
}

/** Throws when it was changed or made for something else, and `KeyMissingError` when its key-encryption key is not configured. */
export function unwrapKey({ kekId, ...sealed }: WrappedKey, binding: string, keys: IdentityKeys): Buffer {
  const kek = keys.wrapping.byId(kekId)
  try {
    return openBytes(sealed, { key: kek.key, binding })
  } catch (cause) {
    throw new Error('opening a data key', { cause })
  }
}

function openDataKey(dataKey: WrappedKey | null, owner: IdentityOwner, keys: IdentityKeys): Buffer {
  if (dataKey === null) throw new Error('the data key of an identity is gone')
  return unwrapKey(dataKey, keyBindingOf(owner), keys)
}

function bindingOf({ jobseekerId, tenantId }: IdentityOwner): string {
  return `${jobseekerId} ${tenantId}`
}

function keyBindingOf({ jobseekerId, tenantId }: IdentityOwner): string {
  return `${jobseekerId} ${tenantId} data key`
}
