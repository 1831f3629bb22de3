import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import type { Scheme, SigningKey } from './signature.ts'

export const secretBytes = 32
const secretPrefix = 'whsec_'
const publicPrefix = 'whpk_'

export interface NewSecret {
  scheme: Scheme
  /** What is kept, sealed: the bytes of a v1 secret; of a v1a one the private key in PKCS #8, DER. */
  plain: Buffer
  /** What its owner sees, once. */
  secret: string | null
  publicKey: string | null
}

/** A fresh secret. The scheme decides what the owner gets of it: all of it, or only the public half. */
export function createSecret(scheme: Scheme): NewSecret {
  if (scheme === 'v1') {
    const plain = randomBytes(secretBytes)
    return { scheme, plain, secret: writeSecret(plain), publicKey: null }
  }
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const { x = '' } = publicKey.export({ format: 'jwk' })
  return {
    scheme,
    plain: privateKey.export({ format: 'der', type: 'pkcs8' }),
    secret: null,
    publicKey: publicPrefix + Buffer.from(x, 'base64url').toString('base64'),
  }
}

/** A kept secret as what signs. */
export function toSigningKey(scheme: Scheme, plain: Buffer): SigningKey {
  return scheme === 'v1' ? { scheme, key: plain } : { scheme, key: createPrivateKey({ key: plain, format: 'der', type: 'pkcs8' }) }
}

/** A v1 secret as its owner sees it. */
export function writeSecret(secret: Buffer): string {
  return secretPrefix + secret.toString('base64')
}
