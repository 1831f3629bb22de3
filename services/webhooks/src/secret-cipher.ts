import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

export interface NamedKey {
  id: string
  /** 32 bytes. */
  key: Buffer
}

export interface Sealed {
  keyId: string
  /** Nonce, tag and cipher text. */
  bytes: Buffer
}

export interface SecretCipher {
  keyIds: readonly string[]
  /** `context` is bound to the text: a sealed value moved to another row does not open. */
  seal(plain: Buffer, context: string): Sealed
  /** Throws for a key we do not have and for bytes that were changed. */
  open(sealed: Sealed, context: string): Buffer
}

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** AES-256-GCM. The first key seals, every key opens, so a key can be followed by a new one. */
export function createSecretCipher(keys: readonly [NamedKey, ...NamedKey[]]): SecretCipher {
  const [current] = keys
  const byId = new Map(keys.map(({ id, key }) => [id, key]))
  return {
    keyIds: [...byId.keys()],
    seal(plain, context) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, current.key, nonce).setAAD(Buffer.from(context))
      const text = Buffer.concat([cipher.update(plain), cipher.final()])
      return { keyId: current.id, bytes: Buffer.concat([nonce, cipher.getAuthTag(), text]) }
    },
    open({ keyId, bytes }, context) {
      const key = byId.get(keyId)
      if (!key) throw new Error(`no key ${keyId} to open a secret`)
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes }).setAAD(
        Buffer.from(context),
      )
      decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
      return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()])
    },
  }
}
