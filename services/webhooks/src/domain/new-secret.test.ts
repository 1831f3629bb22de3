import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createSecret, toSigningKey, writeSecret } from './new-secret.ts'
import { signatureHeaders } from './signature.ts'

describe('createSecret', () => {
  it('gives the owner of a v1 secret all of it, 32 bytes as whsec_ and base64', () => {
    const { plain, secret, publicKey } = createSecret('v1')

    expect(plain).toHaveLength(32)
    expect([secret, publicKey]).toEqual([writeSecret(plain), null])
    expect(writeSecret(Buffer.alloc(32, 1))).toBe('whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=')
  })

  it('gives the owner of a v1a secret the public half, which verifies what the kept half signs', () => {
    const { plain, secret, publicKey } = createSecret('v1a')
    const sentAt = new Date('2026-11-20T04:00:00Z')

    const headers = signatureHeaders({
      messageId: 'msg_1',
      sentAt,
      body: '{"a":1}',
      secrets: [{ ...toSigningKey('v1a', plain), expiresAt: null }],
    })

    expect(secret).toBeNull()
    expect(publicKey).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/)
    const [scheme, signature = ''] = headers['webhook-signature'].split(',')
    const x = Buffer.from(publicKey?.slice('whpk_'.length) ?? '', 'base64').toString('base64url')
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    expect(scheme).toBe('v1a')
    expect(verify(null, Buffer.from('msg_1.1795147200.{"a":1}'), key, Buffer.from(signature, 'base64'))).toBe(true)
    expect(verify(null, Buffer.from('msg_1.1795147200.{"a":2}'), key, Buffer.from(signature, 'base64'))).toBe(false)
  })

  it('never gives the same twice', () => {
    const made = Array.from({ length: 50 }, () => createSecret('v1').secret)

    expect(new Set(made).size).toBe(50)
  })
})
