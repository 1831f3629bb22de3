import { createPrivateKey } from 'node:crypto'
import type { Db } from '@zhihe/postgres/pool'
import type { OpenSecret } from '../domain/signature.ts'
import type { SecretCipher } from '../secret-cipher.ts'
import type { SecretRow } from '../store/schema.ts'
import { findSecrets } from '../store/secret-store.ts'

export interface SecretBox {
  /** The opened secrets of an endpoint as they are in this version. Rejects when the database or a key is away. */
  secretsOf: (endpointId: string, version: number, now: Date) => Promise<readonly OpenSecret[]>
}

const mostKept = 2_000

/** Opens secrets once for each change of them: the version in the endpoint's row tells when to look again. */
export function createSecretBox({ db, cipher }: { db: Db; cipher: SecretCipher }): SecretBox {
  const kept = new Map<string, { version: number; secrets: readonly OpenSecret[] }>()
  return {
    secretsOf: async (endpointId, version, now) => {
      const known = kept.get(endpointId)
      if (known?.version === version) return known.secrets
      const secrets = (await findSecrets(db, endpointId, now)).map((row) => openSecret(row, cipher))
      if (kept.size >= mostKept) kept.clear()
      kept.set(endpointId, { version, secrets })
      return secrets
    },
  }
}

/** What is sealed: 32 random bytes for v1; for v1a the private key in PKCS #8, DER. */
function openSecret({ endpointId, scheme, keyId, sealed, expiresAt }: SecretRow, cipher: SecretCipher): OpenSecret {
  const plain = cipher.open({ keyId, bytes: sealed }, endpointId)
  if (scheme === 'v1') return { scheme, key: plain, expiresAt }
  return { scheme, key: createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' }), expiresAt }
}
