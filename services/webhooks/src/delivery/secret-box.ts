import { createPrivateKey } from 'node:crypto'
import type { Db } from '@zhihe/postgres/pool'
import type { OpenSecret } from '../domain/signature.ts'
import type { SecretCipher } from '../secret-cipher.ts'
import type { SecretRow } from '../store/schema.ts'
import { findSecrets } from '../store/secret-store.ts'

interface Versioned {
  endpointId: string
  /** In the endpoint's row: rises with each change of its secrets. */
  secretsVersion: number
}

export interface SecretBox {
  /** Sees to it that the secrets of all these are at hand, with one question for those that are not. Rejects when the database is away. */
  prepare: (endpoints: readonly Versioned[], now: Date) => Promise<void>
  /** The opened secrets of an endpoint that was prepared for. Throws when they could not be opened. */
  secretsOf: (endpointId: string) => readonly OpenSecret[]
}

interface Kept {
  version: number
  secrets: readonly OpenSecret[]
}

const mostKept = 2_000

/** Opens secrets once for each change of them. Asking for each message apart would take every connection of the pool when a process starts. */
export function createSecretBox({ db, cipher }: { db: Db; cipher: SecretCipher }): SecretBox {
  const kept = new Map<string, Kept>()
  return {
    prepare: async (endpoints, now) => {
      if (kept.size >= mostKept) kept.clear()
      const missing = new Map(
        endpoints
          .filter(({ endpointId, secretsVersion }) => kept.get(endpointId)?.version !== secretsVersion)
          .map(({ endpointId, secretsVersion }) => [endpointId, secretsVersion]),
      )
      if (missing.size === 0) return
      const rows = Map.groupBy(await findSecrets(db, [...missing.keys()], now), ({ endpointId }) => endpointId)
      for (const [endpointId, version] of missing) kept.set(endpointId, { version, secrets: openAll(rows.get(endpointId) ?? [], cipher) })
    },
    secretsOf: (endpointId) => {
      const secrets = kept.get(endpointId)?.secrets ?? []
      if (secrets.length === 0) throw new Error(`no secret of endpoint ${endpointId} could be opened`)
      return secrets
    },
  }
}

// A replaced secret whose key is gone must not keep the one in use from signing; one that was tampered with does not sign.
function openAll(rows: readonly SecretRow[], cipher: SecretCipher): OpenSecret[] {
  return rows.filter(({ keyId }) => cipher.keyIds.includes(keyId)).flatMap((row) => openSecret(row, cipher) ?? [])
}

/** What is sealed: 32 random bytes for v1; for v1a the private key in PKCS #8, DER. */
function openSecret({ endpointId, scheme, keyId, sealed, expiresAt }: SecretRow, cipher: SecretCipher): OpenSecret | null {
  try {
    const plain = cipher.open({ keyId, bytes: sealed }, endpointId)
    if (scheme === 'v1') return { scheme, key: plain, expiresAt }
    return { scheme, key: createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' }), expiresAt }
  } catch {
    return null
  }
}
