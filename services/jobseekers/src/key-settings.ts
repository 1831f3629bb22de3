import { namedKeysField } from '@zhihe/runtime/config'
import { z } from 'zod'
import { fingerprintOfKey, type KeySettings, type NamedKey } from './store/identity-keys.ts'
import { suites } from './store/suites.ts'

const keyBytes = 32

// A key without a name is told by its fingerprint, as it was before keys could be followed by others.
const lookupKeys = z
  .string()
  .transform((value) =>
    value.split(',').map((part) => (part.includes(':') ? part : `${fingerprintOfKey(Buffer.from(part, 'base64'))}:${part}`)),
  )
  .transform((parts) => parts.join(','))
  .pipe(namedKeysField(keyBytes))

/**
 * The keys of identities in an environment. Without `IDENTITY_KEY` a process starts all the same: what is about who people are answers 503, the
 * rest works.
 */
export const identityKeyFields = {
  /** `keyId:base64,…`: key-encryption keys; the first wraps, all unwrap. */
  IDENTITY_KEY: namedKeysField(keyBytes).optional(),
  /** `keyId:base64,…`, or one without a name: the first and all behind it index, and all are looked up. */
  IDENTITY_HASH_KEY: lookupKeys.optional(),
  IDENTITY_SUITE: z.enum(suites).default('aes-256-gcm'),
}

type KeyConfig = { IDENTITY_KEY?: NamedKey[] | undefined; IDENTITY_HASH_KEY?: NamedKey[] | undefined; IDENTITY_SUITE: KeySettings['suite'] }

export function keySettingsOf({ IDENTITY_KEY = [], IDENTITY_HASH_KEY = [], IDENTITY_SUITE }: KeyConfig): KeySettings {
  return { wrapping: IDENTITY_KEY, lookup: IDENTITY_HASH_KEY, suite: IDENTITY_SUITE }
}
