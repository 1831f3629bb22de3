import { createHmac } from 'node:crypto'
import type { Logger } from '@zhihe/runtime/log'
import { Counter, type Registry } from '@zhihe/runtime/metrics'
import type { Suite } from './suites.ts'

export interface NamedKey {
  /** Kept beside whatever the key protects. */
  id: string
  /** 32 bytes. */
  key: Buffer
}

/** Keys of one kind. The first is the one in use; those behind it still open, or still find, what was written under them. */
export type Keyring = readonly NamedKey[]

/** What an environment says of keys. */
export interface KeySettings {
  /** Key-encryption keys: they seal the data key of each person, and nothing else. */
  wrapping: Keyring
  /** HMAC keys by whose hashes a person is found again. */
  lookup: Keyring
  /** In which new ciphertexts are made; all suites are opened. */
  suite: Suite
}

/**
 * All that it takes to open and seal identities: `createIdentityKeys({ wrapping, lookup, suite }, { metrics, logger })`, once in a process.
 * `wrapping.current` and `lookup.current` throw `KeyMissingError` when none is configured, `wrapping.byId(id)` when that one is not.
 */
export interface IdentityKeys {
  wrapping: Ring
  lookup: Ring
  suite: Suite
  /** For `once`: fingerprints of bodies are made under the lookup key in use, and known under all. */
  readonly fingerprints: readonly [Buffer, ...Buffer[]]
  /** Counts identities that are about to be decrypted, under the action of their audit entry. */
  countOpened: (action: string, identities: number) => void
}

export interface Ring {
  readonly current: NamedKey
  readonly all: Keyring
  byId: (id: string) => NamedKey
  /** Throws `KeyMissingError`: what lies here lies under other keys than these. */
  refuse: () => never
}

/** A key that is needed is not there. The answer is 503 and never plain text; what needs no key goes on. */
export class KeyMissingError extends Error {
  readonly code = 'ZHIHE_UNAVAILABLE'
}

export function createIdentityKeys(
  { wrapping, lookup, suite }: KeySettings,
  { metrics, logger }: { metrics: Registry; logger: Logger },
): IdentityKeys {
  const opened = new Counter({
    name: 'zhihe_identities_opened_total',
    help: 'Identities decrypted; equals the sum of opened in the audit.',
    labelNames: ['action'],
    registers: [metrics],
  })
  const lookups = createRing('IDENTITY_HASH_KEY', lookup, logger)
  return {
    wrapping: createRing('IDENTITY_KEY', wrapping, logger),
    lookup: lookups,
    suite,
    get fingerprints(): [Buffer, ...Buffer[]] {
      return [lookups.current.key, ...lookup.slice(1).map(({ key }) => key)]
    },
    countOpened: (action, identities) => opened.inc({ action }, identities),
  }
}

/** Tells keys apart that were given without a name. */
export function fingerprintOfKey(key: Buffer): string {
  return createHmac('sha256', key).update('key id').digest('hex').slice(0, 8)
}

function createRing(setting: string, all: Keyring, logger: Logger): Ring {
  const known = new Map(all.map((named) => [named.id, named]))
  const complained = new Set<string>()
  const missing = (id: string, sentence: string): never => {
    if (!complained.has(id)) logger.error({ setting, keyId: id }, sentence)
    complained.add(id)
    throw new KeyMissingError(sentence)
  }
  return {
    get current() {
      return all[0] ?? missing('', `${setting} is not set: nobody's identity can be read or written until it is`)
    },
    all,
    byId: (id) => known.get(id) ?? missing(id, `something is sealed with key ${id}, which ${setting} does not have: it cannot be opened`),
    refuse: () =>
      missing('*', `nothing here is sealed with a key of ${setting}: nobody is registered until it has those that were in use before`),
  }
}
