import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

/** How bytes can be sealed; the name is kept beside every ciphertext. */
export const suites = ['aes-256-gcm', 'sm4-ctr-hmac-sm3'] as const
export type Suite = (typeof suites)[number]

export interface SealedBytes {
  suite: Suite
  /** 12 bytes for AES-256-GCM, 16 for SM4-CTR; fresh each time. */
  nonce: Buffer
  /** The tag is its end: 16 bytes for AES-256-GCM, 32 for HMAC-SM3. */
  ciphertext: Buffer
}

/** Under what something is sealed: a key of 32 bytes whatever the suite, and what the text is bound to. */
export interface Seal {
  key: Buffer
  /** Not secret and not kept: who opens must know it. */
  binding: string
}

interface Cipher {
  nonceBytes: number
  tagBytes: number
  seal: (plain: Buffer, nonce: Buffer, seal: Seal) => Buffer
  /** Throws when anything differs from what was sealed. */
  open: (ciphertext: Buffer, nonce: Buffer, seal: Seal) => Buffer
}

const ciphers: Record<Suite, Cipher> = {
  'aes-256-gcm': { nonceBytes: 12, tagBytes: 16, seal: sealAes, open: openAes },
  'sm4-ctr-hmac-sm3': { nonceBytes: 16, tagBytes: 32, seal: sealSm4, open: openSm4 },
}

export function sealBytes(plain: Buffer, suite: Suite, seal: Seal): SealedBytes {
  const nonce = randomBytes(ciphers[suite].nonceBytes)
  return { suite, nonce, ciphertext: ciphers[suite].seal(plain, nonce, seal) }
}

/** Throws for another key or binding, and for bytes of which a single bit was changed; says nothing of what it found. */
export function openBytes({ suite, nonce, ciphertext }: SealedBytes, seal: Seal): Buffer {
  const { nonceBytes, tagBytes, open } = ciphers[suite]
  if (nonce.length !== nonceBytes || ciphertext.length < tagBytes) throw new Error(`does not open: not sealed with ${suite}`)
  try {
    return open(ciphertext, nonce, seal)
  } catch (cause) {
    throw new Error('does not open', { cause })
  }
}

function sealAes(plain: Buffer, nonce: Buffer, { key, binding }: Seal): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 }).setAAD(Buffer.from(binding))
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function openAes(ciphertext: Buffer, nonce: Buffer, { key, binding }: Seal): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
    .setAAD(Buffer.from(binding))
    .setAuthTag(ciphertext.subarray(-16))
  return Buffer.concat([decipher.update(ciphertext.subarray(0, -16)), decipher.final()])
}

// Encrypt, then authenticate (GB/T 32907 in counter mode, HMAC with GB/T 32905): SM4-GCM is not in every build of OpenSSL 3.
function sealSm4(plain: Buffer, nonce: Buffer, seal: Seal): Buffer {
  const { encryption, authentication } = sm4Keys(seal.key)
  const cipher = createCipheriv('sm4-ctr', encryption, nonce)
  const text = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([text, tagOf(text, nonce, { key: authentication, binding: seal.binding })])
}

// The tag is checked before a byte is decrypted.
function openSm4(ciphertext: Buffer, nonce: Buffer, seal: Seal): Buffer {
  const { encryption, authentication } = sm4Keys(seal.key)
  const text = ciphertext.subarray(0, -32)
  const expected = tagOf(text, nonce, { key: authentication, binding: seal.binding })
  if (!timingSafeEqual(expected, ciphertext.subarray(-32))) throw new Error('the tag does not fit')
  const decipher = createDecipheriv('sm4-ctr', encryption, nonce)
  return Buffer.concat([decipher.update(text), decipher.final()])
}

/** Two keys out of one (RFC 5869 with SM3): one that encrypts and one that authenticates. */
function sm4Keys(key: Buffer): { encryption: Buffer; authentication: Buffer } {
  const bytes = Buffer.from(hkdfSync('sm3', key, Buffer.alloc(0), 'zhihe sm4-ctr-hmac-sm3', 16 + 32))
  return { encryption: bytes.subarray(0, 16), authentication: bytes.subarray(16) }
}

/** Over suite, binding, nonce and text, each but the last with its length before it: no two different inputs read alike. */
function tagOf(text: Buffer, nonce: Buffer, { key, binding }: Seal): Buffer {
  const hmac = createHmac('sm3', key)
  for (const part of [Buffer.from('sm4-ctr-hmac-sm3'), Buffer.from(binding), nonce]) {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(part.length)
    hmac.update(length).update(part)
  }
  return hmac.update(text).digest()
}
