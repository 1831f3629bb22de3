import type { Transaction } from '@zhihe/postgres/pool'
import { createSecret, type NewSecret } from '../domain/new-secret.ts'
import type { Scheme } from '../domain/signature.ts'
import type { SecretCipher } from '../secret-cipher.ts'
import { insertSecret } from '../store/secret-store.ts'

/** Makes the secret in use of an endpoint and keeps it sealed. Returns what its owner may see, this once. */
export async function keepNewSecret(
  tx: Transaction,
  { id, endpointId, scheme, cipher, at }: { id: string; endpointId: string; scheme: Scheme; cipher: SecretCipher; at: Date },
): Promise<Pick<NewSecret, 'secret' | 'publicKey'>> {
  const { plain, secret, publicKey } = createSecret(scheme)
  const { keyId, bytes } = cipher.seal(plain, endpointId)
  await insertSecret(tx, { id, endpointId, scheme, keyId, sealed: bytes, createdAt: at, expiresAt: null })
  return { secret, publicKey }
}
